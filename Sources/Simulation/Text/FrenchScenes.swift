/// What a simulated country writes in French, ours: phrases with choices, so that some hundred lines
/// give some million sentences. `PhraseBook` says what blanks and choices are.
enum FrenchScenes {
  /// Everyday talk that alarms nobody.
  static let everyday = [
    "[Je viens de|On va|Impossible de|J'ai enfin réussi à|Qui veut|Faut que j'aille] [finir|préparer|ranger|choisir|réserver|goûter] [la valise|le dîner|ce roman|les billets|le gâteau|la terrasse|mon dossier de stage] [avant ce soir|pour dimanche|avec ma soeur|sans m'énerver|en {n} minutes|comme prévu]",
    "[Ce matin|Hier soir|Tout à l'heure|Cet après-midi|Depuis lundi] [le tram|mon bus|le train de {n} h|la ligne {n}|le métro] [était presque vide|a pris son temps|sentait le croissant|avait {n} minutes de retard|jouait de la musique] [et j'ai adoré|mais tant pis|comme d'habitude|encore une fois|pour changer]",
    "[Ma fille|Mon fils|Ma voisine|Mon collègue|Mon père|Ma cousine|Le prof de yoga] [vient d'avoir|a retrouvé|m'a offert|cherche encore|veut vendre|a dessiné] [un chaton|son permis|un vieux vélo|une guitare|un puzzle de {n}00 pièces|une robe verte|un drôle de chapeau] [et c'est beau|je suis trop fier|quelle histoire|avis aux amateurs|on a bien ri]",
    "[Quelqu'un connaît|Vous conseillez quoi comme|Je cherche|On me recommande|Besoin d'avis sur] [un bon coiffeur|une série courte|un atelier poterie|un restaurant calme|une appli de recettes|un cadeau pour {n} ans|un plombier patient] [dans le quartier|pas trop cher|pour débuter|ouvert le dimanche|pour ce week-end] ?",
    "[Premier|Deuxième|Troisième|Dernier] [café|thé|jogging|match|cours|rendez-vous] de la [journée|semaine|saison] [et déjà fatigué|avec le sourire|sous un ciel gris|avec vue sur le parc|entre copains|en retard bien sûr]",
    "[La recette|Le film|Le livre|L'album|Le podcast|L'exposition] [d'hier|que tu m'as conseillé|de la semaine|dont tout le monde parle] [m'a bien plu|m'a laissé froid|mérite un détour|dure trop longtemps|fait du bien], [note {n} sur 20|je recommande|à vous de voir|surtout la fin|surtout le début]",
    "[Je ne comprends pas|J'adore|Je déteste|On oublie trop|Parlons de] [les gens qui|ceux qui|les voisins qui|mes collègues qui] [marchent lentement|chantent sous la douche|mangent des clémentines au cinéma|rangent leurs livres par couleur|répondent en {n} secondes|gardent tous les tickets]",
    "[Le jardin|Le balcon|Le potager|La pelouse|Le vieux cerisier] [reprend des couleurs|a soif|fait sa sieste|donne {n} tomates|attire les papillons] [depuis le printemps|malgré le vent doux|grâce à mamie|et ça me rend heureux|ce matin]",
    "[On a marché|J'ai pédalé|Nous avons nagé|Il a couru] {n} [km|kilomètres|longueurs|heures] [au bord du lac|dans la forêt|à la piscine|autour du stade|le long du canal] [avec le chien|sans montre|sous le soleil|en chantant|pour rien]",
    "[Il faudrait|On devrait|Pourquoi ne pas|J'aimerais] [apprendre|enseigner|oublier|retrouver] [le piano|l'italien|la sieste|les cartes postales|le calme|la dictée] [à l'école|après {n} ans|chaque mardi|au bureau|en famille]",
    "[Mon chat|Le chien|La tortue|Le perroquet|Notre lapin] [regarde|ignore|a mangé|adopte|défend] [le nouveau tapis|mes chaussons|la plante verte|le facteur|{n} croquettes|le carton vide] [avec passion|sans remords|depuis une heure|comme un roi|à sa façon]",
    "[Soirée|Dimanche|Pause|Matinée] [jeux de société|lecture|crêpes|ménage|musique|photos] [à la maison|chez mes parents|avec {n} amis|en solo|sans écran], [le rêve|rien de mieux|on recommence quand ?|merci la vie|petit bonheur]",
    "[Nouvelle|Ancienne|Belle|Drôle de] [affiche|fresque|vitrine|terrasse|librairie|boulangerie] [au coin de la rue|près du pont|à deux pas|en face du lycée|derrière l'église], [j'ai testé|ça change|allez voir|{n} sur 10|bonne surprise]",
    "[Réunion|Visio|Formation|Présentation] de {n} [minutes|heures|diapositives] [pour dire bonjour|sans café|qui aurait pu être un mail|très utile pour une fois|avec une vue superbe|et personne n'a dormi]",
    "[Qui se souvient de|Je repense à|Nostalgie de|Encore une pensée pour] [cette chanson|la cour de récré|notre vieille voiture|ce dessin animé|la colo|ce générique] [de {n} ans|des vacances|du collège|du samedi matin|que papa aimait] ?",
    "[Bon anniversaire|Bravo|Merci|Bon courage|Bonne route] à [ma soeur|l'équipe|toute la classe|mon meilleur ami|la maîtresse|Paul et Lina] [pour ses {n} ans|pour cette année|pour le concours|pour la patience|du fond du coeur]",
    "[Je passe|Il reste|Compte] {n} [jours|semaines|heures] [avant les vacances|avant le concert|avant la rentrée|pour finir ce tricot|pour trouver un appartement], [on respire|ça approche|même pas stressé|qui dit mieux|vite vite]",
    "[La lumière|Le ciel|La mer|La montagne|Le parc] [ce soir|à l'aube|depuis ma fenêtre|en cette saison], [quelle merveille|sans filtre|rien à ajouter|un tableau|on ne s'en lasse pas]",
    "[Prix|File|Choix|Parfum] [du croissant|des fraises|de la glace|du fromage|des cerises] [au marché|à l'épicerie|chez le petit primeur] : [{n} euros|raisonnable|on en parle ?|trop bon|je reviendrai]",
    "[Je teste|On essaie|Avis sur|Premier essai de] [la cuisson vapeur|le pain maison|la trottinette|la méditation|le dessin au fusain|la salle de sport] [pendant {n} jours|avec les enfants|pour voir|à contrecoeur|avec joie]",
  ]
  /// Answers to other posts.
  static let replies = [
    "[Tellement|Pas du tout|Complètement|Plutôt] d'accord [avec toi|sur ce point|merci|haha|{n} fois oui]",
    "[Merci|Super|Génial|Ah bon] [pour l'info|du partage|pour le conseil|je note|je ne savais pas]",
    "[Moi aussi|Moi non plus|Chez nous|Ma mère] [j'ai eu ça|ça dépend|c'est pareil|on a {n} ans de plus] [mdr|en vrai|je crois|hélas|youpi]",
    "[Tu devrais|On peut|Essaie de|Il suffit de] [demander au voisin|regarder le plan|passer {n} minutes plus tôt|changer de coiffeur|prendre le bus]",
  ]
  /// Jokes that go round.
  static let jokes = [
    "[Mon médecin|Ma banque|Mon réveil|Mon patron|Mon GPS] m'a dit [de ralentir|d'arrêter|de patienter|de marcher] : [depuis|résultat|du coup|alors], [je dors au bureau|j'ai adopté un escargot|je mange {n} raclettes|je parle aux plantes] [mdr|voilà|logique|pardon]",
    "[Les profs|Les ados|Les chats|Les parents|Les Bretons] [quand|le jour où|dès que] [il fait {n} degrés|la cantine sert des frites|le wifi revient|c'est lundi] : [panique à bord du canapé|mode avion|cris de joie|danse de la victoire]",
    "[Personne|Absolument personne] : ... Moi à {n} h du matin : [est-ce que les poissons ont soif|et si je rangeais les épices|combien pèse un nuage|je vais apprendre le cor]",
  ]
  /// News that alarms nobody, always with the same link.
  static let headlines = [
    "[Budget|Réforme|Sondage|Étude] : [selon un rapport|selon l'institut|d'après les chiffres|ce que dit le ministre], [{n} % des Français|les jeunes|les retraités|les communes] [préfèrent le train|lisent davantage|changent d'avis|attendent les décrets|veulent plus d'arbres]",
    "[Le prix|La sortie|Le tournage|L'inauguration] [du pain|du film|du musée|de la ligne {n}|du jeu vidéo] [annoncé pour|prévu en|repoussé à] [mai|juin|l'automne|l'an prochain], [nos explications|ce qu'il faut savoir|les détails|en images]",
    "[Archéologie|Espace|Nature|Patrimoine] : [une découverte|une mosaïque|un astéroïde|une orchidée rare|un vitrail] [de {n} siècles|jamais vue|retrouvée dans un grenier|qui ravit les chercheurs], [le récit|les images|notre dossier]",
    "[Témoignage|Portrait|Rencontre] : [elle a quitté son bureau|il restaure des orgues|ils vivent sur une péniche|elle cuisine pour {n} voisins] [et raconte|depuis dix ans|au fil de l'eau|avec passion]",
    "[Exercice incendie réussi|Une alarme incendie teste les oreilles|Anniversaire de la grande crue|Un film sur une attaque célèbre] [au collège|au cinéma ce soir|dans {n} salles|au musée], [le reportage|photos|la bande-annonce]",
  ]
  /// Advertisements and games, always with the same link.
  static let adverts = [
    "[Gagnez|Tentez de gagner|Jeu concours :] [un séjour|{n} places de concert|une console|un panier gourmand|un vélo] [en suivant|en partageant|en commentant] [ce compte|cette page] [avant dimanche|jusqu'à minuit|et taguez {n} amis]",
    "[Soldes|Vente flash|Offre du jour|Code promo] : [-{n} %|deux pour un|livraison offerte] sur [les baskets|les matelas|les livres|les parfums|les plantes] [ce week-end|en ligne|en boutique|stock limité]",
  ]
  /// Football and other sport, much copied for an hour.
  static let football = [
    "[BUUUT|Quel but|Incroyable|Quelle attaque|Ouverture du score] de [Diarra|Lefort|Moreno|Benali|Kowalski|Sanchez] à la {n}e, [le stade explose de joie|la défense coule|quelle tuerie ce tir|le gardien est battu] [{n}-1|2-{n}|match fou|mi-temps]",
    "[L'arbitre|La VAR|Le coach|Le capitaine] [a craqué|sort un rouge|change tout|est un génie] [à la {n}e minute|avant la mi-temps|dans le temps additionnel], [scandale|magnifique|on refait le match|le mercato va être long]",
  ]
  /// The beginnings and ends of copies.
  static let copyOpeners = ["", "", "", "😂 ", "mdr ", "trop vrai : ", "à lire : ", "RT ", "ah ah "]
  static let copyClosers = ["", "", "", "", " 😂", " !!", " 👏", " j'adore", " à partager", " ..."]
  static let hashtags = [
    "foot", "cuisine", "lecture", "musique", "photo", "jardin", "velo", "cinema", "chat", "rentree",
    "weekend", "recette", "vacances", "mode", "humour", "histoire", "science", "yoga", "voyage",
    "serie", "nature", "bricolage", "theatre", "randonnee",
  ]
}
