/// What residents and visitors write in English, ours; `PhraseBook` says what the blanks are.
enum EnglishPhrases {
  /// Harmless, some with words that alarm elsewhere.
  static let chatter = [
    "Coffee first, questions later", "Anyone up for a hike on Sunday?", "This song is fire",
    "{n} pages left and I refuse to sleep", "Best sandwich in town", "Had a blast at the beach",
    "New season tonight, no spoilers", "Flooded with emails after the holidays",
    "Photoshoot in the park, golden light", "My cat owns the sofa now",
    "Weekend plans: absolutely nothing",
    "He got fired up by that speech", "Lovely weather for once", "Terrific goal by the keeper",
    "Learning French, {n} words a day", "So proud of the kids today",
    "Horror movie night, popcorn ready",
    "This puzzle is driving me crazy", "Brainstorming names for the band", "Nearly missed my train",
  ]
  /// Everyday troubles that belong to themes at any hour.
  static let troubles = [
    "got another scam text about a parcel", "power outage near {s} again",
    "on hold for {n} hours, nobody answers", "apparently the bridge is closed",
    "protest planned {s} on Saturday", "unauthorized charges on my card, great start",
    "is this true about the tram?", "that story is fake news from last year",
    "smell of smoke near {s}, just a barbecue", "thunderstorm kept me up all night",
    "did you feel that? probably a truck", "volunteers needed for the street party",
    "internet is down at the office", "lost cat poster says last seen {s}",
    "food poisoning from that buffet", "water in the basement after the rain",
    "huge crowd at the sales", "police say the road reopens at {n}", "so scared of my exam results",
    "no appointments before {n} weeks", "someone got pickpocketed and mugged {s}, was attacked",
  ]
  /// A crowd takes fright.
  static let panic = [
    "help us please we are trapped {s} in {p}", "everyone running {s} in {p}, I'm scared",
    "People screaming {s} in {p}, we are hiding in a shop", "can't get out of the station in {p}",
    "{p} {s} get out of there now, sirens everywhere", "im scared, stampede {s} in {p}",
    "they are evacuating {s} in {p}, still shaking",
    "we locked the doors, hiding {s} in {p}, terrified",
    "avoid the area {s} in {p}, people are running",
    "please help me find the exit {s} in {p}, so scared",
  ]
  /// One story of rising water that is copied on and on, with small changes.
  static let wave = [
    "BREAKING {p}: the levee broke, water is rising {s}, evacuate ground floors",
    "please share: levee broke in {p}, water is rising {s}, evacuate ground floors",
    "flooding in {p}, the levee broke, cars floating {s}, is this true?",
  ]
  /// What residents tell the town by its application on an ordinary day.
  static let notes = [
    "Street light out {s}", "Rubbish not collected {s}", "Pothole {s}", "Loud music {s} at night",
    "Abandoned bike {s}", "Broken bench {s}", "Thank you for the new crossing", "Stray dog {s}",
  ]
  static let streets = [
    "by the station", "on Market Street", "at the mall", "near the town hall", "on the main square",
    "by the river", "at the tram stop", "on School Road",
  ]
}
