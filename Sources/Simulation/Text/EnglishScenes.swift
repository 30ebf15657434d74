/// What a simulated country writes in English, ours; `PhraseBook` says what blanks and choices are.
enum EnglishScenes {
  static let everyday = [
    "[Just|Finally|Almost|Nearly] [finished|started|booked|packed|found] [the novel|my suitcase|a table for {n}|the tickets|that puzzle|my tax form] [before lunch|with my sister|for Sunday|in {n} minutes|without coffee|as planned]",
    "[This morning|Last night|Earlier|Since Monday] [the bus|the tram|my train|line {n}] [smelled of bread|was {n} minutes late|was half empty|played jazz|took the scenic route] [and I loved it|as usual|never mind|for once]",
    "[My daughter|My neighbour|Our cat|Dad|My boss|The choir] [found|wants to sell|painted|lost|borrowed] [an old bike|a guitar|a green hat|{n} jars of honey|my slippers|the good scissors] [and we laughed|so proud|no regrets|any takers?]",
    "[Does anyone know|Looking for|Can you recommend|Thoughts on] [a quiet cafe|a patient plumber|a short series|a gift for a {n} year old|a pottery class] [nearby|not too pricey|open on Sundays|for beginners]?",
    "[The recipe|The film|The album|The exhibition|That podcast] [from yesterday|you mentioned|of the week|everyone talks about] [made my day|is far too long|deserves {n} stars|left me cold], [go see it|your call|especially the ending]",
    "[We walked|I cycled|She swam|They ran] {n} [miles|lengths|hours|laps] [by the lake|around the park|along the canal|through the woods] [with the dog|singing|for no reason|in light rain]",
    "[Weekend|Evening|Sunday|Holiday] of [board games|baking|gardening|old photos|long naps] [with {n} friends|at my parents'|on my own|without screens], [bliss|again soon?|pure joy|well earned]",
    "[I love|I can't stand|Let's talk about|Nobody understands] people who [walk slowly|hum in lifts|sort books by colour|answer within {n} seconds|keep every ticket]",
    "[Meeting|Workshop|Lecture|Call] of {n} [minutes|hours|slides] [that could be an email|with a lovely view|and nobody yawned|about biscuits]",
    "[The sky|The garden|The river|Our street] [tonight|at dawn|from my window|in this season], [no filter|a painting|never gets old|{n} shades of blue]",
  ]
  static let replies = [
    "[So|Totally|Not really|Kind of] [agree|with you|on this one], [{n} times yes|haha|thanks]",
    "[Thanks|Great|Brilliant|Oh] [for the tip|I had no idea|noted|good to know], [my mum says hi|same here|{n} years later]",
    "[You should|Try to|We could] [ask the neighbour|take the bus|leave {n} minutes early|change the channel]",
  ]
  static let jokes = [
    "[My doctor|My bank|My alarm|My boss] told me to [slow down|wait|walk more] so now [I sleep at work|I own a snail|I eat {n} waffles a day|I talk to my plants]",
    "Nobody: ... Me at {n} am: [do fish get thirsty|how heavy is a cloud|time to sort the spices]",
  ]
  static let headlines = [
    "[Study|Survey|Report]: [{n} % of|most|few] [teenagers|commuters|gardeners|voters] [prefer trains|read more|changed their mind|want more trees], [here is why|the figures|in pictures]",
    "[Space|Nature|Heritage]: [a rare orchid|an asteroid|a lost mosaic] [seen again after {n} years|delights researchers|found in an attic], [the story|the pictures]",
  ]
  static let adverts = [
    "[Win|Enter to win] [a weekend away|{n} concert tickets|a console] by [sharing|following|liking] this [post|page] before [Sunday|midnight]",
    "[Sale|Flash deal|Today only]: {n} % off [trainers|mattresses|books|plants] [online|in store]",
  ]
  static let football = [
    "[GOAL|What a goal|Unreal] by [Diarra|Moreno|Kowalski|Smith] in the {n}th, [the stadium erupts|keeper beaten|2-{n}|half-time]",
    "[The ref|VAR|The coach] [lost it|shows red|changes everything] in minute {n}, [wow|magnificent]",
  ]
  static let copyOpeners = ["", "", "", "😂 ", "lol ", "so true: ", "RT ", "haha "]
  static let copyClosers = ["", "", "", "", " 😂", " !!", " 👏", " love it", " ..."]
  static let hashtags = [
    "football", "cooking", "books", "music", "photo", "garden", "cycling", "cinema", "cats",
    "weekend", "recipe", "travel", "science", "hiking",
  ]
}

/// What is written in English when something happens, ours.
enum EnglishIncidents {
  static let claims: [[String]] = [
    [
      "a [white|grey] van tried to kidnap a child outside the school {s} in {p}, the driver is still on the run",
      "a [white|grey] van tried to snatch a child by the school {s} in {p} and the driver is on the run",
    ],
    [
      "tap water is contaminated {s} in {p}, whole families are in hospital, do not drink it",
      "the tap water {s} in {p} is contaminated and families are in hospital, don't drink it",
    ],
    [
      "the bank {s} in {p} is freezing accounts tonight, cash machines are empty and nobody can withdraw",
      "the bank {s} in {p} freezes accounts tonight, cash machines empty, no way to withdraw",
    ],
    [
      "an armed man entered the school {s} in {p}, pupils are locked in and the police say nothing",
      "armed man inside the school {s} in {p}, pupils locked in, police say nothing",
    ],
    [
      "the bridge {s} in {p} is about to collapse, cracks of {n} cm hidden by the town hall, road closes tonight",
      "the bridge {s} in {p} may collapse, town hall hides cracks of {n} cm, road closed tonight",
    ],
    [
      "every petrol station {s} in {p} will be dry tomorrow, a hidden fuel shortage, tankers stuck at the depot",
      "petrol stations {s} in {p} dry tomorrow, fuel shortage hidden and tankers stuck at the depot",
    ],
  ]
  static let tellings = [
    "I heard that", "Apparently", "Reportedly", "My neighbour says",
    "A friend who works there says",
    "Breaking:", "Just been told that", "Witnesses say", "Sources say", "Hearing that",
  ]
  static let tellingClosers = [
    "", "", " be careful", " tell your family", " nobody reports it", " I'm worried", " stay safe",
  ]
  static let enquiries = [
    "[Is this true|Is it true|Can someone confirm|Any source|Real or fake] about {p}? [I live nearby|nothing on the news|thanks|]"
  ]
  static let denials = [
    "[Hoax|This is false|Fake news|False alarm], [police deny it|no evidence|stop spreading this|I was there] in {p}"
  ]
  static let panic = [
    "[Help us please|Please help|Somebody help us] [we are trapped|we're stuck|we are locked in] [in a shop|in a cafe|underground] {s} in {p}",
    "[Everyone is running|People screaming|Stampede|People are running] {s} in {p}, [I'm scared|so scared|terrified|still shaking] [sirens everywhere|we are hiding|]",
    "[Get out of there|Avoid the area|Run|Stay inside] {s} in {p}, [they are evacuating|people screaming|we can't get out] [please help|hurry|]",
    "[My sister|My son|My friend] is [hiding|trapped|stuck] {s} in {p}, [please help|call the police|I'm so scared]",
  ]
  static let gathering = [
    "[Huge crowd|Thousands of people|Packed like sardines] {s} in {p}, [can't move|more keep coming|trams stopped|never seen this] [since {n}|]",
    "[Surprise protest|Big demonstration|People gathering] {s} in {p}, [the square is full|police arriving|{n} streets blocked]",
  ]
  static let movement = [
    "[The march|The crowd|The protest] is [passing|moving|heading] {s} in {p}, [drums everywhere|{n} streets closed|thousands of people] [right now|]"
  ]
  static let surges: [[String]] = [
    [
      "[Huge fire|Building on fire|Big fire|House fire] {s} in {p}, [smoke everywhere|you can see flames|{n} fire engines|firefighters arriving] [closing windows|]"
    ],
    [
      "[Flooding|Flash flood|Streets flooded|River burst its banks] {s} in {p}, [water rising fast|cars floating|{n} cm in the hall|basement under water]"
    ],
    [
      "[Shots fired|Gunshots|Explosion|Heard shots] {s} in {p}, [police everywhere|everyone on the ground|we are hiding|armed police]"
    ],
    [
      "[Storm|Terrible gusts|Thunderstorm|Huge hail] {s} in {p}, [trees down|roofs gone|{n} branches in the yard]"
    ],
    [
      "[Power cut|Power outage|Blackout] {s} in {p}, [all dark|no signal|lift stuck] [for {n} minutes|]"
    ],
    ["[Food poisoning|Outbreak|People collapsing] {s} in {p}, [{n} sick|ambulances everywhere]"],
  ]
  static let emerging = [
    "[Have you seen|What is|Everyone talks about|Someone explain|Just discovered]",
    "[Another|Already a|Still this] [message|call|poster|video] [about|with]",
  ]
}
