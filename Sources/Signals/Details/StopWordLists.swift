/// The stop words as they are written; accents and forms of letters are folded before they are
/// compared, and an apostrophe parts words, so "aujourd'hui" is two. Words of one letter are never
/// read and stand in no list.
enum StopWordLists {
  static let french = """
    afin ah ai aie aient ailleurs ainsi ait allait aller allez allons alors apres as assez au aucun
    aucune aujourd aupres auquel aura aurai auraient aurais aurait auras aurez auront aussi autant
    autre autres aux auxquels avaient avais avait avant avec avez aviez avions avoir avons ayant ayez
    bah beaucoup ben bien bon bonne car ce ceci cela celle celles celui cependant certain certaine
    certaines certains ces cet cette ceux chacun chaque chez ci combien comme comment contre da dans
    de debout dedans dehors deja depuis dernier derriere des desormais desquelles desquels dessous
    dessus deux devant devoir devra devrait doit doivent donc dont du duquel durant eh elle elles en
    encore enfin ensuite entre envers es est et etaient etais etait etant etc ete etes etre eu euh
    eux fais faire faisait fait faites faut fera ferait fois font fut furent grace guere ha hein hier
    hors hui ici il ils jamais je jusqu jusque la laquelle le lequel les lesquelles lesquels leur
    leurs loin lors lorsqu lorsque lui ma maintenant mais malgre me meme memes mes mien mienne mieux
    moi moins mon ne neanmoins ni non nos notre notres nous nouveau nul on ont or ou ouais oui outre
    par parce parfois parmi partout pas pendant personne peu peut peuvent peux plus plusieurs plutot
    point pour pourquoi pourra pourrait pourtant pouvait pouvoir pres presque puis puisqu puisque qu
    quand quant que quel quelle quelles quelqu quelque quelques quels qui quiconque quoi quoique rien
    sa sais sait sans sauf se selon sera serai seraient serais serait seras serez seront ses seul
    seule seulement si sien sienne sinon soi soient sois soit sommes son sont souvent sous suis suivant
    sur surtout ta tandis tant tard te tel telle tellement telles tels tes tien tienne toi ton tot
    toujours tous tout toute toutefois toutes tres trop tu un une va vais vas vers veut veux via voici
    voila vont vos votre votres voulait vouloir vous vraiment vu
    """

  static let english = """
    able about above across actually after again against ago ain all almost along already also
    although always am amid among an and another any anybody anyone anything anyway are aren around
    as aside at away back be became because become been before began behind being below beside
    besides between beyond both but by came can cannot cant come comes could couldn couldnt did didn
    didnt do does doesn doesnt doing don done dont down due during each either else enough etc even
    ever every everybody everyone everything except far few for from further gave get gets getting
    give given go goes going gone gonna good got gotta had hadn has hasn hasnt have haven havent
    having he hed hell hence her here hers herself hes hey hi him himself his how however id if ill
    im in indeed instead into is isn isnt it its itself ive just keep kept kind know known knows last
    later least less let lets like likely ll lot lots made make makes making many may maybe me mean
    meanwhile might mightn mine more most mostly much must mustn my myself near nearly need neither
    never next no nobody none nor not nothing now of off often oh ok okay on once one ones only onto
    or other others otherwise ought our ours ourselves out over own per perhaps please put quite
    rather re really said same saw say saying says see seem seemed seems seen several shall shan she
    should shouldn shouldnt since so some somebody someone something sometimes somewhere soon still
    such sure take taken takes tell than that thats the their theirs them themselves then there
    theres therefore these they theyre thing things think this those though through throughout thus
    till to together told too took toward towards tried try trying twice under unless until up upon
    ur us use used using usually ve very via wanna want wants was wasn wasnt way we well went were
    weren what whatever whats when whenever where whether which while who whoever whole whom whose
    why will with within without won wont would wouldn wouldnt yeah yes yet you youre your yours
    yourself yourselves amp rt lol omg http https www
    """

  static let arabic = """
    في من على الى إلى عن مع هذا هذه ذلك تلك هؤلاء أولئك هنا هناك هو هي هم هن هما أنا انا أنت انت أنتم
    نحن انتم انتي أنتِ التي الذي الذين اللذين اللتين اللواتي اللاتي ما ماذا متى أين اين كيف لماذا لم
    لن لا ليس ليست ليسوا لست لكن لكنه لكنها لكنهم كان كانت كانوا كنت كنا يكون تكون يكونوا سيكون ستكون
    أن ان إن أنه انه إنه أنها انها إنها أنهم انهم إنهم أني اني إني اننا أننا إننا قد لقد سوف ثم أو او
    أم ام بل حتى إذا اذا إذ اذ لو لولا كل كلها كله كلهم بعض بعضهم أي اي أية اية غير سوى بين بعد قبل
    عند عندما حين حينما منذ خلال حول فوق تحت أمام امام وراء خلف دون بدون ضد نحو لدى لدي لديه لديها
    لدينا لديهم له لها لهم لي لك لكم لنا به بها بهم بي بك بكم بنا فيه فيها فيهم فينا منه منها منهم منا
    منك مني عنه عنها عنهم عليه عليها عليهم علينا عليك عليكم اليه إليه اليها إليها اليهم إليهم الينا
    معه معها معهم معنا معك كما كذلك أيضا ايضا فقط جدا الآن الان اليوم أمس امس غدا هل نعم كلا ربما
    لأن لان لأنه لانه لأنها لانها لأنهم كي لكي مثل مثلا حيث بسبب بشكل عبر أكثر اكثر أقل اقل كثير كثيرا
    قليل قليلا جميع الجميع نفس نفسه نفسها ذات ذو ذي أحد احد إحدى احدى واحد واحدة شيء شي يا أيها ايها
    وقد وهو وهي وهم وكان وكانت ولا وما ولم ولن ومن وفي وعلى والى وإلى وعن ومع وهذا وهذه وذلك وأن وان
    وإن وأنا وانا ولكن وكل وبعد وقبل وبين وكما وحتى ولو وإذا واذا وليس ولقد فلا فما فان فإن فقد فهو فهي
    بأن بان بما مما عما فيما لما كلما بينما مهما أما اما إما ألا الا إلا لذلك لهذا بهذا لهذه بهذه بذلك
    هكذا تم يتم كانه كأنه كأن وش ايش شو ليش ليه اللي ده دي دا كده كدا مش مو عشان علشان بس احنا انتو دول
    واش شنو علاش فين كيفاش ديال ديالي ديالو هاد هادي هادشي حنا نتا نتي راه كاين باش ولا ماشي بزاف غير
    """
}
