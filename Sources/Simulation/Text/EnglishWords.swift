/// Everyday English, as stems that `Vocabulary` inflects; none of them is a term of a theme.
enum EnglishWords {
  /// The most frequent words, as they stand.
  static let function = """
    the to and of a in is you that it for on with this my was are be have not so but at we me just
    like all your what they his from or as if an can will out do up about when who how now one no
    get more some good time been there would know their really then think than her has had our
    never go day people make very back too see today still much well why here new after over only
    because us him even right always better could love want great going thing things again
    something them every into off got other first any being thanks yes where its tonight tomorrow
    maybe life before last down best though little most old should those these look way need big
    home feel ever man year two next week work sure which
    """
  /// Verbs that take -s, -ed and -ing unchanged.
  static let verbs = """
    walk talk look help work play watch listen start ask answer cook clean open paint jump laugh
    learn turn pick pull push reach relax remember rest return roll sail search seem select shift
    shout sign sort sound spell stack stay stretch train transform travel treat trick trust visit
    wait want warm wash whisper wonder yell zoom accept act add adopt allow annoy appear attend
    avoid bark belong blink boil borrow bow brush call camp cheer chew claim clap collect comment
    concern confess connect consider consist correct cough count crawl cross deliver depend
    destroy develop doubt dream dress drift end enjoy enter explain fail fetch fill film float
    flow fold follow gather greet guard guess happen harm haunt head heat hook instruct interest
    itch join kick kiss knock land last lean lick lift load lock long mail mark match melt mend
    mix mourn murmur nail obey object offer order own pack park pass peel perform plant point post
    pour present press print protect punch question record reflect refund remind repair repeat
    request scratch scrub
    """
  /// Nouns with a plural in -s.
  static let nouns = """
    cat dog house garden car bike train market bakery bread coffee tea cake pie salad soup cheese
    tomato apple pear cherry lemon vegetable fruit meal recipe kitchen table chair lamp window
    door wall bedroom hallway balcony yard tree flower rose leaf grass forest mountain hill valley
    beach sea lake island sand wave sun moon star night morning evening month season spring summer
    autumn winter snow cloud sky fog light shadow colour painting museum book page chapter novel
    poem story song guitar piano violin concert stage theatre actor cinema picture photo camera
    phone computer keyboard screen mouse message letter card address invoice basket bag suitcase
    journey ticket station platform plane hotel reception key towel pillow sheet blanket coat
    jacket dress skirt shirt shoe sock hat scarf glove ring necklace bracelet school college
    university class teacher student lesson grade notebook pen pencil rubber ruler office meeting
    colleague boss salary project idea question answer solution problem result victory defeat team
    player ball stadium race medal pool gym skate ski racket family father mother brother sister
    cousin uncle aunt grandfather baby neighbour buddy friend guest party birthday gift candle
    surprise holiday village town street avenue bridge tunnel square fountain park bench path
    trail road tractor farm cow horse hen duck rabbit bird fish butterfly bee ant honey jam butter
    cream chocolate candy vanilla caramel hazelnut almond spice pepper sugar flour oil vinegar
    mustard sauce chicken ham sausage egg omelette pancake sandwich juice lemonade beer bottle
    glass cup plate fork spoon pan oven fridge machine tap shower mirror comb brush soap perfume
    barber beard face nose mouth ear hand finger arm leg knee shoulder heart smile voice word
    phrase language accent tip promise secret memory dream wedding birth hobby collection stamp
    puzzle dice game console controller level score series channel show journalist newspaper
    article headline magazine interview debate opinion candidate mayor council club workshop
    course internship diploma trade carpenter plumber electrician painter gardener chef waiter
    seller cashier shop store price discount coin budget tax rent flat lift parking garage tyre
    engine wheel horn commute bus tram subway stop timetable delay playlist album lyric rapper
    singer band drummer podcast episode host streamer gamer laptop charger cable headphone speaker
    battery update software browser folder file code bug patch server robot rocket planet galaxy
    telescope microscope lab chemist physicist theory equation theorem proof essay thesis library
    shelf archive map compass tent campsite hike ridge creek meadow pasture barn fence gate
    cottage cabin castle tower temple chapel
    """
  /// Adjectives.
  static let adjectives = """
    happy sad lovely pretty funny lazy busy crazy early late quick slow bright dark sweet bitter
    sour fresh clean dirty empty full heavy soft hard smooth rough round flat deep shallow wide
    narrow tall short young rich poor brave clever gentle honest kind loyal polite proud shy silly
    tired wise calm cosy fancy handy tidy weird wild random casual classic modern ancient local
    global digital public private single double final
    """
}
