/// Everyday French, as stems that `Vocabulary` inflects; none of them is a term of a theme.
enum FrenchWords {
  /// The most frequent words, as they stand.
  static let function = """
    de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont
    avec on je mais nous vous tu elle ils comme ou si leur y dont cette tout aux ses mon ma mes
    son sa ces moi toi lui eux très bien aussi même encore donc quand alors sans chez entre depuis
    pendant avant après toujours jamais rien peu trop vraiment déjà ici là oui non merci bonjour
    bonsoir demain hier aujourd'hui maintenant enfin puis car ni cela ça faut fait être avoir
    faire dire voir aller pouvoir vouloir venir quoi où comment pourquoi quel quelle chaque autre
    autres beaucoup moins mieux presque souvent parfois ensemble vers sous jusqu'à c'est j'ai t'as
    n'est qu'on
    """
  /// Stems of regular verbs in -er.
  static let verbs = """
    aim parl travaill regard pass rest trouv donn demand pens port march mont tomb entr chant dans
    jou gagn cherch écout racont arriv visit prépar cuisin dessin invit aid apport goût coup lav
    rang repos souhait ador détest oubli rêv respir salu serr sign sonn soign stationn tourn tent
    touch traîn trait transport travers us utilis vol vot accept accompagn ajout allum amélior amus
    annul apprivois arros assur attach attir avou bavard bricol bross cach calcul camp cass caus
    chauff circul class coll command compar compt concern confi conseill consult contrôl copi
    couch crois cultiv débarqu décid décor déjeun demeur déménag dépos dérang désir dîn discut
    distribu doubl dur échapp éclair échou embrass emmen emport emprunt encourag enregistr enseign
    envi épous essuy estim étonn étudi évit examin excus exist expliqu ferm film formul frapp
    fréquent frôl fum gard glan grill group habit hésit imagin imit insist install intéress
    interview invent jardin jur laiss limit livr lou maîtris manqu mari mélang mérit mesur modifi
    montr mouill nomm not observ occup organis pari particip patient pédal pein photographi piqu
    plant pleur plong pos pouss pratiqu présent prêt programm prolong promen propos prouv provoqu
    publi questionn quitt ramass rat réalis réchauff récolt recommand refus regrett rembours
    remerci remont rencontr rentr répar report réserv ressembl retard retourn retrouv réveill
    révis sembl séjourn simplifi souffl soulign téléphon termin trich vers vid
    """
  /// Nouns with a plural in -s.
  static let nouns = """
    chat chien maison jardin voiture vélo train marché boulangerie pain croissant café thé gâteau
    tarte pizza salade soupe fromage tomate pomme poire cerise fraise orange citron légume fruit
    repas recette cuisine table chaise lampe fenêtre porte mur escalier chambre salon couloir
    balcon terrasse cour arbre fleur rose tulipe feuille herbe forêt montagne colline vallée plage
    mer lac île sable vague soleil lune étoile nuit matin soir journée semaine mois année saison
    printemps été automne hiver neige nuage ciel brouillard lumière ombre couleur peinture tableau
    musée livre page chapitre roman poème histoire chanson musique guitare piano violon concert
    scène théâtre acteur actrice cinéma image photo appareil téléphone ordinateur clavier écran
    souris message lettre carte adresse facture panier sac valise voyage billet gare quai avion
    hôtel réception clé serviette lit oreiller drap couverture manteau veste robe jupe pantalon
    chemise chaussure chaussette chapeau écharpe gant montre bague collier bracelet lunette école
    lycée collège université classe professeur élève étudiant leçon devoir note cahier stylo
    crayon gomme règle bureau réunion collègue patron salaire projet idée question réponse
    solution problème résultat victoire défaite équipe joueur ballon stade entraînement course
    médaille piscine gymnase patin ski raquette famille père mère frère soeur cousin cousine oncle
    tante grand-père bébé enfant voisin voisine copain copine ami amie invité fête anniversaire
    cadeau bougie ballotin surprise vacance campagne village ville quartier rue avenue boulevard
    pont tunnel place fontaine parc banc allée chemin sentier route rond-point feuillage tracteur
    ferme vache mouton cheval poule canard lapin oiseau poisson papillon abeille fourmi miel
    confiture beurre crème chocolat bonbon glace vanille caramel noisette amande noix épice poivre
    sel sucre farine huile vinaigre moutarde sauce poulet jambon saucisse oeuf omelette crêpe
    galette sandwich boisson jus limonade bière bouteille verre tasse assiette fourchette couteau
    cuillère casserole poêle four frigo machine robinet douche baignoire miroir peigne brosse
    savon parfum coiffeur barbe cheveu visage nez bouche oreille main doigt bras jambe pied genou
    dos épaule ventre coeur rire sourire larme voix mot phrase langue accent conseil promesse
    secret souvenir rêve mariage divorce naissance loisir collection timbre puzzle dé jeu console
    manette partie niveau score série épisode saga chaîne émission journaliste journal article
    titre revue interview débat opinion vote candidat mairie maire association bénévolat club
    atelier cours stage formation diplôme métier artisan menuisier plombier électricien maçon
    peintre jardinier cuisinier serveur vendeur caissier boutique magasin vitrine soldeur prix
    remise monnaie banquette compte budget impôt loyer appartement immeuble ascenseur parking
    garage pneu moteur volant klaxon trajet bus tram métro ticket arrêt horaire retard
    """
  /// Adjectives with regular feminine and plural.
  static let adjectives = """
    grand petit joli fort chaud froid lourd court content bruyant charmant amusant reposant
    surprenant brillant puissant élégant intelligent patient prudent évident absent présent récent
    différent excellent violet vert bleu noir brun rond plat profond étroit droit haut distrait
    parfait satisfait complet discret secret prêt gratuit cuit réussi clair dur mûr pur sûr sain
    vain plein certain prochain lointain urbain humain voisin masculin féminin commun fin malin
    """
}
