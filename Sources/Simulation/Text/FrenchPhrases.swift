/// What residents write in French, ours; `PhraseBook` says what the blanks are.
enum FrenchPhrases {
  /// Harmless, some with words that alarm elsewhere.
  static let chatter = [
    "Petit café en terrasse ce matin", "Quelqu'un connaît un bon resto ouvert dimanche ?",
    "Encore {n} pages et je finis ce roman", "Le marché était magnifique aujourd'hui",
    "c'est le feu cette chanson", "ce concert était une tuerie",
    "Mon train a {n} minutes de retard",
    "Qui regarde le match ce soir ?", "J'ai peur de rater mon bus mdr",
    "La crue des carottes, non merci",
    "Recette du jour : tarte aux poireaux", "On a gagné {n} à 0, quelle attaque",
    "Ce film est un vrai coup de foudre", "Je cherche un cadeau pour ma soeur",
    "Bonne nuit tout le monde", "La boulangerie de la place est rouverte",
    "Il fait un temps splendide",
    "Journée portes ouvertes au lycée samedi", "Ma fille a eu son permis, trop fier",
    "Nouvelle saison, {n} épisodes, adieu sommeil", "Le chat a encore volé mon oreiller",
    "Brainstorming toute la journée, tête vide", "Le feu passe au vert et personne n'avance",
    "Explosion de saveurs dans ce dessert", "Vivement les vacances", "Merci aux bénévoles du club",
    "Ce puzzle va me rendre fou", "Séance shooting photo dans le parc",
    "{n} km à vélo, jambes lourdes",
    "Je suis mort de rire devant cette vidéo", "Raclette ou fondue ?", "Le mercato me fatigue",
  ]
  /// Everyday troubles that belong to themes at any hour.
  static let troubles = [
    "encore une arnaque au colis par SMS", "coupure de courant {s} depuis {n} minutes",
    "toujours aucune réponse de la mairie", "manif prévue samedi {s}",
    "il paraît que le pont ferme",
    "des heures d'attente au guichet", "panne internet dans tout l'immeuble",
    "feu de poubelle {s}, les pompiers sont là", "gros orage cette nuit",
    "petite secousse ressentie par ma tante", "urgences saturées hier soir",
    "paiement frauduleux sur mon relevé", "fausse info, ça date de l'an dernier",
    "info ou intox cette histoire de travaux ?", "de l'eau dans la cave après la pluie",
    "avis de recherche partagé par le quartier", "besoin de bénévoles pour la collecte",
    "on a entendu une détonation, sûrement un pot d'échappement", "odeur de brûlé {s}",
    "une agression dans le tram, triste époque", "rassemblement devant la mairie à 18h",
    "j'ai peur du noir depuis l'enfance", "vigilance orange demain",
    "plus de réseau dans le tunnel",
    "épidémie de gastro à la crèche", "on me dit que la ligne {n} est coupée",
    "ne cliquez pas sur ce lien, phishing", "dossier perdu par l'administration, courage",
    "le gymnase est ouvert pour le tournoi", "quelqu'un confirme la grève de lundi ?",
  ]
  /// A crowd takes fright.
  static let panic = [
    "Au secours on est bloqués à l'intérieur {s} à {p}",
    "Ça court partout {s} à {p}, j'ai trop peur",
    "jai trop peur tout le monde court {s} #{p}",
    "{p} : mouvement de panique {s}, évitez le secteur",
    "les gens hurlent {s} à {p}, on se cache dans un magasin", "aidez-nous svp {s} à {p}",
    "on est enfermés dans un café à {p}, on entend des cris",
    "Mouvement de panique à {p}, fuyez {s}",
    "Je suis caché {s} à {p}, venez vite", "à {p} ça crie de partout, y a des blessés {s}",
    "j'ai cru mourir {s} à {p}, des gens piétinés", "{p} {s} sortez vite de là, sirènes partout",
    "On nous évacue {s} à {p}, je tremble", "appelez la police {s} à {p} vite",
    "on peut pas sortir du métro à {p}, tout le monde panique, j'ai peur",
    "cachez-vous si vous êtes {s} à {p}", "à l'instant {s} à {p} les gens courent, je flippe",
    "mes enfants sont {s} à {p}, j'ai peur, répondez", "on s'est barricadés {s} à {p}",
    "{p} c'est la panique {s}, restez à l'abri",
  ]
  /// One story of rising water that is copied on and on, with small changes.
  static let wave = [
    "URGENT {p} : la digue a cédé, l'eau monte {s}, évacuez les rez-de-chaussée",
    "Faites tourner : la digue a cédé à {p}, l'eau monte {s}, évacuez les rez-de-chaussée",
    "{p} la digue a cédé ! l'eau monte {s} évacuez les rez-de-chaussée partagez",
    "un ami pompier me dit que la digue a cédé à {p}, l'eau monte {s}",
    "inondation à {p} : la digue a cédé, l'eau monte {s}, c'est confirmé ?",
    "la digue a cédé à {p}, rues inondées, voitures emportées {s}",
  ]
  /// What residents tell the town by its application on an ordinary day.
  static let notes = [
    "Lampadaire éteint {s}", "Dépôt sauvage {s}, {n} sacs", "Nid-de-poule {s}",
    "Voiture ventouse {s} depuis {n} jours", "Bruit de chantier {s} dès 6h", "Banc cassé {s}",
    "Arbre tombé {s} après le vent", "Fuite d'eau sur le trottoir {s}",
    "Poubelles non ramassées {s}",
    "Chien errant {s}", "Feu tricolore en panne {s}", "Odeur de gaz {s}, à vérifier",
    "Rodéo de scooters {s}", "Merci pour la propreté du parc", "Tag sur l'école {s}",
    "Stationnement gênant {s}", "Éclairage trop fort {s}", "Aucune réponse à ma demande n°{n}",
    "Jeu d'enfants abîmé {s}", "Plaque d'égout descellée {s}",
  ]
  static let streets = [
    "place de la République", "rue Nationale", "près de la gare", "devant la mairie",
    "avenue de la Liberté", "au centre commercial", "quai des Tanneurs", "rue du Marché",
    "place Kléber", "boulevard Victor-Hugo", "à l'arrêt Hôtel de Ville", "rue des Écoles",
  ]
}
