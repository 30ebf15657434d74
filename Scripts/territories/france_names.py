"""Judgements by hand about French names in texts: which are also words, which say more.

Every candidate (communes of 10,000 people and more, prefectures, sous-préfectures, long names from
4,000 on, départements) was read with these questions: is it, folded, an ordinary word or phrase of
French or English, or a very common one of Spanish, Portuguese, Italian, German, Dutch or
Indonesian; a first name or a well-known surname; a better-known place elsewhere?
"""

# Found only beside a marker ("à Nice", "ville de Tours", "Gap (05)") or as a hashtag.
NEEDS_MARKER = """
Agen Albert Angers Antony Apt Auch Auriol Avion Avon Bagnols Beausoleil Belfort Bergerac Biot Blain
Bonneville Borgo Bourges Bron  Caen Calvi Cannes Carros Castellane Cayenne Chantilly Chatou
Châtillon Chaumont Clichy Cognac Colombes Condom Corte Croix Dax Die Dole Ducos Épinal Foix Fontaine
Fosses Fougères Gaillard Gap Gourdon Granville Grasse Hem Ifs Lattes Laval Lens Les Abymes
Les Herbiers Les Lilas Le Luc La Crau La Madeleine La Riche Loches Lons Loos Lourdes Louvres Lucé
Lure Mâcon Mana Mauriac Menton Méru Mèze Mios Monteux Moulins Muret Nancy Nice Orange Orléans
Ostwald Outreau Pacé Pantin Passy Pau Persan Pertuis Petit-Bourg Pia Plaisir Prades Redon Rochefort
Rochechouart Sada Saint-André Saint-Benoît Saint-Cyprien Saint-François Saint-Gilles Saint-Jean
Saint-Leu Saint-Maurice Saint-Paul Saint-Pierre Sainte-Anne Sainte-Rose Sainte-Suzanne Saintes Saran
Sceaux Schœlcher Sedan Sens Sète Sèvres Stains Thiers Tours Trappes Tulle  Vannes Vauvert
Vence Vendôme Verdun Vernon Vichy Vire Vitré Fillière Saint-Martin-des-Champs
Saint-Jean-le-Blanc La Grand-Croix Roquefort-les-Pins Le Bourget Saint-Joseph Saint-Louis
""".split("\n")

# Names with a space, which the list above keeps whole.
_PHRASES = ["Les Abymes", "Les Herbiers", "Les Lilas", "Le Luc", "La Crau", "La Madeleine", "La Riche",
  "La Grand-Croix", "Le Bourget"]


def needs_marker():
  names = set()
  for line in NEEDS_MARKER:
    for phrase in _PHRASES:
      if phrase in line:
        names.add(phrase)
        line = line.replace(phrase, " ")
    names |= set(line.split())
  return names


# Not looked for at all: even beside a marker it is a phrase of its own ("à la garde", "de la
# possession", "le port de …", "quai d'Orsay"), or people mean another place by it ("Clermont", and
# "Vienne", "Valence", "Bruges" abroad).
DROPPED = {
  "Clermont", "La Flèche", "La Garde", "La Possession", "La Trinité", "Le Blanc", "Le François",
  "Le Gosier", "Le Marin", "Le Moule", "Le Port", "Le Robert", "Le Tampon", "L'Union", "Orsay",
  "Saint-Esprit", "Beaumont", "Lamentin", "Bruges", "Valence", "Vienne"}

# What people say besides the official name; True: needs a marker.
ALIASES = [
  ("06", "Sophia Antipolis", False), ("08", "Charleville", False), ("14", "Vire", True),
  ("17", "Île de Ré", False), ("17", "Île d'Oléron", False), ("19", "Brive", False),
  ("42", "Sainté", True), ("44", "La Baule", False),
  ("44", "Ancenis", False), ("44", "Notre-Dame-des-Landes", False), ("49", "Segré", False), ("71", "Louhans", False), ("58", "Château-Chinon", False),
  ("50", "Cherbourg", False), ("53", "Château-Gontier", False), ("54", "Briey", False),
  ("56", "Belle-Île-en-Mer", False), ("48", "Florac", False),
  ("62", "Le Touquet", False), ("62", "Montreuil-sur-Mer", False), ("64", "Oloron", False),
  ("74", "Chamonix", False), ("74", "Thonon", False), ("77", "Marne-la-Vallée", False),
  ("78", "Saint-Quentin-en-Yvelines", False), ("79", "Sainte-Soline", False),
  ("85", "Noirmoutier", False), ("85", "Île d'Yeu", False), ("88", "Saint-Dié", False),
  ("90", "Territoire-de-Belfort", False), ("91", "Évry", False), ("91", "Corbeil", False),
  ("92", "Issy", True), ("92", "Levallois", False), ("92", "Paris La Défense", False),
  ("93", "Saint-Ouen", False), ("93", "Stade de France", False),
  ("93", "Saint-Denis (93)", False), ("95", "Roissy", False), ("95", "Roissy-en-France", False),
  ("974", "île de la Réunion", False), ("974", "île Réunion", False),
  ("974", "Saint-Denis de La Réunion", False), ("974", "Saint-Denis (974)", False),
  ("974", "Saint-Pierre de La Réunion", False), ("974", "commune du Tampon", False),
  ("974", "mairie du Tampon", False), ("974", "ville du Port", False),
  ("974", "commune du Port", False), ("13", "Aix en Pce", False), ("63", "Clermont-Fd", False),
  ("73", "Val d'Isère", False), ("73", "Courchevel", False), ("73", "Val Thorens", False),
  ("38", "Alpe d'Huez", False), ("38", "Les Deux Alpes", False), ("83", "Saint-Tropez", False),
  ("50", "Mont-Saint-Michel", False), ("66", "Font-Romeu", False), ("14", "Deauville", False),
  ("14", "Ouistreham", False), ("22", "Perros-Guirec", False), ("35", "Cancale", False),
  ("83", "Bandol", False), ("30", "Uzès", False), ("34", "Pézenas", False), ("57", "Bitche", True),
  ("06", "Tende", True), ("06", "Breil-sur-Roya", False), ("06", "Saint-Martin-Vésubie", False),
  ("11", "Trèbes", False), ("66", "Rivesaltes", False), ("44", "Donges", False),
  ("38", "Crolles", False), ("26", "Crest", True), ("26", "Valence (26)", False), ("26", "Valence Drôme", False),
  ("26", "gare de Valence", False), ("26", "Valence TGV", False), ("38", "Vienne (38)", False),
  ("38", "Vienne Isère", False), ("80", "Albert", True),
]

# Départements whose name is also a word. They are found in these phrases, with the article that
# goes before the name; a name that is marked True here also counts alone beside a marker.
WORD_DEPARTEMENTS = {
  "Ain": ("l'", True), "Allier": ("l'", True), "Aube": ("l'", False), "Aude": ("l'", True),
  "Calvados": ("le ", True), "Cantal": ("le ", True), "Cher": ("le ", True),
  "Creuse": ("la ", True), "Eure": ("l'", True), "Gard": ("le ", True), "Gers": ("le ", True),
  "Indre": ("l'", True), "Jura": ("le ", True), "Landes": ("les ", True),
  "Loire": ("la ", False), "Lot": ("le ", False), "Manche": ("la ", False),
  "Marne": ("la ", False), "Meuse": ("la ", False), "Nord": ("le ", False),
  "Orne": ("l'", True), "Rhône": ("le ", False), "Somme": ("la ", True), "Var": ("le ", True),
  "Vienne": ("la ", False), "La Réunion": ("", False),
}
# "dans le lot", "dans le nord", "dans la Manche" (the Channel) are no départements, and who is found
# "dans la Loire" may be in the river anywhere.
NOT_IN_THE = {"Lot", "Nord", "Manche", "La Réunion", "Loire", "Marne", "Meuse", "Rhône"}


# Names that go on where one of those ends: the longer phrase must be there to win.
LONGER = {"Eure-et-Loir": "l'", "Indre-et-Loire": "l'", "Loire-Atlantique": "la ",
  "Lot-et-Garonne": "le "}


def phrases(name, article):
  """“dans le Cher”, “département du Cher”, “pompiers de l'Ain” …"""
  if name == "La Réunion":
    return ["département de La Réunion", "préfecture de La Réunion", "préfet de La Réunion",
      "pompiers de La Réunion", "gendarmerie de La Réunion", "LaRéunion974"]
  of = {"le ": "du ", "les ": "des "}.get(article, "de " + article)
  heads = ["département", "préfecture", "préfet", "préfète", "pompiers", "gendarmerie", "gendarmes",
    "police", "SDIS", "Samu"]
  inside = [] if name in NOT_IN_THE else [f"dans {article}{name}"]
  return inside + [f"{head} {of}{name}" for head in heads]


# Seats of arrondissements under 10,000 people, with their département.
SOUS_PREFECTURES = """
01 Nantua|01 Belley|02 Vervins|04 Barcelonnette|04 Castellane|04 Forcalquier|07 Privas
07 Largentière|08 Rethel|08 Vouziers|09 Foix|09 Saint-Girons|10 Bar-sur-Aube|10 Nogent-sur-Seine
15 Mauriac|15 Saint-Flour|16 Confolens|17 Jonzac|17 Saint-Jean-d'Angély|18 Saint-Amand-Montrond
19 Ussel|2A Sartène|2B Calvi|2B Corte|21 Montbard|22 Guingamp|23 Aubusson|24 Nontron
24 Sarlat-la-Canéda|26 Die|26 Nyons|27 Les Andelys|27 Bernay|28 Nogent-le-Rotrou|29 Châteaulin
30 Le Vigan|32 Condom|32 Mirande|33 Blaye|33 Langon|33 Lesparre-Médoc|34 Lodève|35 Redon
36 Le Blanc|36 La Châtre|37 Chinon|37 Loches|38 La Tour-du-Pin|39 Saint-Claude|43 Brioude
43 Yssingeaux|45 Pithiviers|46 Figeac|46 Gourdon|47 Nérac|50 Coutances|52 Langres|55 Commercy
57 Château-Salins|58 Clamecy|58 Cosne-Cours-sur-Loire|59 Avesnes-sur-Helpe
61 Mortagne-au-Perche|63 Ambert|65 Argelès-Gazost|65 Bagnères-de-Bigorre|66 Céret|66 Prades
67 Molsheim|67 Wissembourg|68 Altkirch|68 Thann|70 Lure|71 Charolles|71 Louhans-Châteaurenaud|72 Mamers
73 Saint-Jean-de-Maurienne|80 Montdidier|80 Péronne|86 Montmorillon|87 Bellac|87 Rochechouart
88 Neufchâteau|89 Avallon|972 Le Marin|971 Basse-Terre|973 Maripasoula
"""
