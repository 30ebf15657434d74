/// What is written in French when something happens, ours; `PhraseBook` says what the blanks are.
enum FrenchIncidents {
  /// The six stories of a rumour: of each, the same claim in words that are near each other. Choices
  /// are made once for an incident; openers and closers differ from telling to telling.
  static let claims: [[String]] = [
    [
      "une camionnette [blanche|grise] a tenté un enlèvement d'enfant devant l'école {s} à {p}, le conducteur est toujours en fuite",
      "une camionnette [blanche|grise] a voulu enlever un enfant devant l'école {s} à {p} et le conducteur est en fuite",
    ],
    [
      "l'eau du robinet est contaminée {s} à {p}, plusieurs familles sont à l'hôpital, il ne faut plus la boire",
      "l'eau du robinet serait contaminée {s} à {p} et plusieurs familles à l'hôpital, ne la buvez plus",
    ],
    [
      "la banque {s} à {p} va fermer ses comptes ce soir, les distributeurs sont déjà vides et on ne peut plus retirer",
      "la banque {s} à {p} ferme ses comptes ce soir, distributeurs déjà vides, on ne peut plus retirer son argent",
    ],
    [
      "un homme armé serait entré dans le lycée {s} à {p}, les élèves sont confinés et la police ne dit rien",
      "un homme armé est entré dans le lycée {s} à {p}, élèves confinés, la police ne dit rien",
    ],
    [
      "le pont {s} à {p} menace de s'effondrer, des fissures de {n} cm cachées par la mairie, la route sera coupée cette nuit",
      "le pont {s} à {p} va s'effondrer, la mairie cache des fissures de {n} cm, route coupée cette nuit",
    ],
    [
      "toutes les stations {s} à {p} seront à sec demain, pénurie de carburant cachée, les camions sont bloqués au dépôt",
      "les stations {s} à {p} à sec demain, pénurie de carburant cachée et camions bloqués au dépôt",
    ],
  ]
  static let tellings = [
    "Il paraît que", "On me dit que", "Ma voisine me dit que", "Selon un témoin,",
    "Mon beau-frère a vu :", "Alerte,", "J'ai entendu dire que", "Un ami pompier me dit que",
    "Apparemment", "Info à confirmer :", "Au boulot on raconte que", "Ma tante vient d'appeler :",
    "Selon une infirmière,", "Je viens d'apprendre que", "Un collègue jure que",
  ]
  static let tellingClosers = [
    "", "", "", " faites attention", " prévenez vos proches", " je suis inquiète",
    " personne n'en parle", " c'est grave", " soyez prudents", " on en est là", " quelle honte",
  ]
  static let enquiries = [
    "[C'est vrai ça|Est-ce vrai|Info ou intox|Quelqu'un confirme|Vrai ou faux] pour {p} ? [j'ai de la famille là-bas|j'habite à côté|je ne trouve rien|merci|]",
    "[Tu as une source|T'as une source|Quelle source|C'est confirmé] ? [je ne vois rien aux infos|rien sur le site de la mairie|pour {p}|]",
  ]
  static let denials = [
    "[C'est faux|Fausse info|Encore une intox|C'est un canular], [la mairie dément|la préfecture dément|j'y étais il ne s'est rien passé|arrêtez de relayer] pour {p}",
    "[Ne partagez pas|Stop aux rumeurs], [aucune preuve|c'est une vieille vidéo|la police dément] à {p}",
  ]
  static let panic = [
    "[Au secours|À l'aide|Aidez-nous|SOS] [on est bloqués|on est coincés|on est enfermés] [dans un café|dans une boutique|au sous-sol|dans le hall] {s} à {p}",
    "[Ça court|Tout le monde court|Les gens courent|La foule court] [partout|dans tous les sens|vers le pont|en hurlant] {s} à {p}, [j'ai trop peur|j'ai peur|je tremble|je flippe|on a peur]",
    "[J'ai peur|Je tremble|Je suis terrifiée|On est morts de peur], [des cris|des sirènes|des gens à terre|des bousculades] {s} à {p}, [fuyez|cachez-vous|sortez vite de là|restez à l'abri]",
    "[Fuyez|Évacuez|Évitez le secteur|Cachez-vous] {s} à {p}, [mouvement de panique|les gens hurlent|ça crie de partout|on entend des cris] [c'est horrible|vite|svp|]",
    "[Ma soeur|Mon fils|Ma collègue|Mon mari] est [caché|bloqué|coincé] {s} à {p}, [répondez svp|appelez la police|venez vite|aidez-nous] [je panique|j'ai peur|]",
    "[On nous évacue|Ils nous évacuent|On s'est barricadés] [du magasin|du cinéma|de la gare|du bureau] {s} à {p}, [personne ne sait pourquoi|tout le monde pleure|mouvement de panique|j'ai cru mourir]",
  ]
  /// A crowd, by those who stand in it.
  static let gathering = [
    "[Un monde fou|Foule énorme|Noir de monde|Des milliers de personnes] {s} à {p}, [on ne peut plus avancer|ça arrive de partout|ça pousse|jamais vu ça] [à {n} h|depuis {n} minutes|]",
    "[Gros rassemblement|Attroupement|La foule grossit|Manif surprise] {s} à {p}, [la place est pleine|les bus sont bloqués|les trams ne passent plus|la police arrive] [je rentre à pied|quelqu'un sait pourquoi ?|]",
    "[On se marche dessus|Trop de monde ici|Blindé de monde|Cortège immense] {s} à {p}, [évitez|bousculades|{n} rues bloquées|la foule chante]",
  ]
  /// A crowd that walks through.
  static let movement = [
    "[Le cortège|La foule|La manif|La marche blanche] [passe|arrive|avance|défile] {s} à {p}, [on entend les tambours|circulation coupée|{n} rues fermées|des milliers de personnes] [direction le centre|vers l'est|]",
    "[Énorme foule|Des centaines de manifestants|Un long cortège] {s} à {p} [maintenant|à l'instant|depuis {n} minutes], [ça continue d'avancer|les magasins ferment|les gens applaudissent]",
  ]
  /// Themes of a surge, in the order of `SceneTheme`.
  static let surges: [[String]] = [
    [
      "[Gros incendie|Énorme incendie|Incendie|Fumée noire et incendie] {s} à {p}, [les pompiers arrivent|on voit les flammes|fumée partout|{n} camions de pompiers] [depuis mon balcon|on ferme les fenêtres|]",
      "[Ça brûle|Un immeuble brûle|Un entrepôt en feu|Toit en feu] {s} à {p}, [incendie visible de loin|les flammes montent|les pompiers sont débordés|évacuation en cours]",
    ],
    [
      "[Inondation|Crue|Montée des eaux|Rues inondées] {s} à {p}, [l'eau monte vite|la cave est sous l'eau|voitures emportées|{n} cm dans le hall] [je monte à l'étage|évitez|]",
      "[La rivière déborde|L'eau entre dans les maisons|On patauge|Routes inondées] {s} à {p}, [inondation|les pompiers pompent|l'école est fermée|{n} cm d'eau]",
    ],
    [
      "[Coups de feu|Des tirs|Explosion|Détonations] {s} à {p}, [la police boucle tout|on s'est cachés|tout le monde à terre|{n} voitures de police] [ne sortez pas|je tremble|]",
      "[Homme armé|Un forcené|Attaque au couteau|Fusillade] {s} à {p}, [blessés par balle|la police intervient|restez chez vous|le quartier est bouclé]",
    ],
    [
      "[Tempête|Rafales terribles|Orage violent|Grêle énorme] {s} à {p}, [arbres arrachés|toits envolés|vents violents|plus de courant] [{n} branches dans la cour|restez chez vous|]"
    ],
    [
      "[Coupure de courant|Panne de courant|Plus de courant|Panne générale] {s} à {p} [depuis {n} minutes|depuis ce matin|encore], [plus de réseau|tout est noir|l'ascenseur est bloqué|plus rien ne marche]"
    ],
    [
      "[Intoxication alimentaire|Épidémie|Malaises en série|Urgences saturées] {s} à {p}, [{n} malades|tout le monde vomit|les ambulances défilent|l'école ferme]"
    ],
  ]
  /// The slogans of accounts that act together.
  static let slogans = [
    "Alerte partagez : la vérité cachée sur [l'usine|le vaccin|le scrutin|la centrale] de {p}, ils nous mentent depuis {n} mois, faites tourner avant censure",
    "Urgent : selon nos sources {n} lits fermés à l'hôpital de {p}, le maire a menti, partagez en masse ce message",
    "On nous cache tout : témoins à {p}, convois de nuit {s}, les médias se taisent, relayez maintenant",
    "Scandale à {p} : d'après un policier {n} agresseurs relâchés {s}, exigez la démission, faites tourner",
  ]
  /// What people say with a new word; it stands behind the text.
  static let emerging = [
    "[Vous avez vu|C'est quoi|On en parle de|Je découvre|Tout le monde parle de|Quelqu'un m'explique]",
    "[Encore|Déjà|Toujours] [un message|un appel|une affiche|une vidéo] [sur|avec|à propos de]",
  ]
  /// What those write who rate a service.
  static let praise = [
    "[Réponse rapide|Agent très aimable|Démarche simple|Site clair], [merci|rien à redire|en {n} minutes|parfait]",
    "[J'ai obtenu|J'ai reçu] [ma carte|mon rendez-vous|mon attestation] [en {n} jours|sans souci|facilement]",
  ]
  static let complaints = [
    "[Aucune réponse|Le site plante|Dossier perdu|Impossible de joindre quelqu'un] [depuis {n} semaines|malgré {n} relances|encore une fois]",
    "[Délai trop long|Formulaire incompréhensible|Page blanche|Message d'erreur], [j'abandonne|c'est pénible|{n} essais|inadmissible]",
  ]
  /// What victims of a scam report.
  static let frauds = [
    "[J'ai reçu un SMS|J'ai cliqué sur un lien|Un faux conseiller m'a appelé|Une fausse amende est arrivée] [pour un colis|pour ma carte vitale|pour mon compte|pour une vignette], [{n}0 euros perdus|j'ai donné mon code|je n'ai rien donné|je m'inquiète]",
    "[Mon compte a été piraté|On me demande de payer|Ma messagerie envoie des messages|Une fenêtre bloque l'écran] [depuis {n} jours|depuis hier|ce matin], [que faire|merci de votre aide|j'ai porté plainte]",
  ]
}
