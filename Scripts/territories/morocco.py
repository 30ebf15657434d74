"""The twelve Moroccan regions of 2015: cities from GeoNames, the rest by hand.

Populations are those of the general census of 2024 (Haut-Commissariat au Plan); they add up to its
total of 36,828,330. Neighbours are read off a map. The centre is the mean of the known cities.
"""
from . import common

# code: French name, capital, population, neighbours, Arabic name.
REGIONS = {
  "01": ("Tanger-Tétouan-Al Hoceïma", "Tanger", 4_030_222, "02 03 04", "طنجة تطوان الحسيمة"),
  "02": ("Oriental", "Oujda", 2_294_665, "01 03 08", "جهة الشرق"),
  "03": ("Fès-Meknès", "Fès", 4_467_911, "01 02 04 05 08", "فاس مكناس"),
  "04": ("Rabat-Salé-Kénitra", "Rabat", 5_132_639, "01 03 05 06", "الرباط سلا القنيطرة"),
  "05": ("Béni Mellal-Khénifra", "Béni Mellal", 2_525_801, "03 04 06 07 08", "بني ملال خنيفرة"),
  "06": ("Casablanca-Settat", "Casablanca", 7_688_967, "04 05 07", "الدار البيضاء سطات"),
  "07": ("Marrakech-Safi", "Marrakech", 4_892_393, "05 06 08 09", "مراكش آسفي"),
  "08": ("Drâa-Tafilalet", "Errachidia", 1_655_623, "02 03 05 07 09", "درعة تافيلالت"),
  "09": ("Souss-Massa", "Agadir", 3_020_431, "07 08 10", "سوس ماسة"),
  "10": ("Guelmim-Oued Noun", "Guelmim", 448_685, "09 11", "كلميم واد نون"),
  "11": ("Laâyoune-Sakia El Hamra", "Laâyoune", 451_028, "10 12", "العيون الساقية الحمراء"),
  "12": ("Dakhla-Oued Ed-Dahab", "Dakhla", 219_965, "11", "الداخلة وادي الذهب"),
}
ISO_AND_GEONAMES = "MA-{0} MA.{0}"

# Cities that the source lists elsewhere or not at all, with coordinates to a hundredth of a degree.
MOVED = {"Midelt": "08", "Itzer": "08", "Boumia": "08", "Sidi Ifni": "10"}
ADDED = [("11", "Laâyoune", 27.15, -13.20), ("11", "Boujdour", 26.13, -14.48),
  ("12", "Dakhla", 23.70, -15.93)]
REMOVED = {("09", "Dakhla")}  # a quarter of Agadir

# Names in texts, by region: French and English spellings, then Arabic. “*”: needs a marker, being
# also a word (salé, sale, rich, العيون “the eyes”), a person's name or a name elsewhere.
TEXTS = {
  "01": "Tanger|Tangier|Tangiers|Tétouan|Tetuan|Al Hoceïma|Larache|Chefchaouen|Ksar El Kebir|Fnidek"
    "|Martil|Asilah|Ouezzane|Imzouren|*M'diq|*Mdiq|طنجة|تطوان|الحسيمة|العرائش|شفشاون|القصر الكبير"
    "|الفنيدق|مرتيل|أصيلة|وزان|*المضيق",
  "02": "Oujda|Nador|Berkane|Taourirt|Jerada|Bouarfa|Figuig|Saïdia|Driouch|وجدة|الناظور|بركان"
    "|تاوريرت|جرادة|بوعرفة|فجيج|السعيدية|الدريوش",
  "03": "Fès|*Fez|Meknès|Taza|Sefrou|Ifrane|Azrou|Taounate|Boulemane|El Hajeb|Missour|فاس|مكناس"
    "|تازة|صفرو|إفران|أزرو|تاونات|بولمان|*الحاجب",
  "04": "Rabat|*Salé|Kénitra|Témara|Skhirat|Skhirate|Khémisset|Sidi Kacem|Sidi Slimane|Tiflet"
    "|Mehdya|الرباط|*سلا|القنيطرة|تمارة|الصخيرات|الخميسات|سيدي قاسم|سيدي سليمان|تيفلت",
  "05": "Béni Mellal|Khouribga|Khénifra|Azilal|Fquih Ben Salah|Oued Zem|Kasba Tadla|Demnate|Mrirt"
    "|بني ملال|خريبكة|خنيفرة|أزيلال|الفقيه بن صالح|وادي زم|دمنات",
  "06": "Casablanca|Mohammédia|El Jadida|Settat|Berrechid|Benslimane|Bouskoura|Bouznika|Azemmour"
    "|Sidi Bennour|Médiouna|Nouaceur|Dar Bouazza|الدار البيضاء|الدارالبيضاء|كازابلانكا|المحمدية"
    "|*الجديدة|سطات|برشيد|بنسليمان|بوسكورة|بوزنيقة|أزمور|سيدي بنور|مديونة|النواصر",
  "07": "Marrakech|Marrakesh|*Safi|Essaouira|Ben Guerir|Youssoufia|Chichaoua|El Kelaa des Sraghna"
    "|Al Haouz|Amizmiz|Asni|Ouirgane|مراكش|آسفي|أسفي|الصويرة|بن جرير|ابن جرير|اليوسفية|شيشاوة"
    "|قلعة السراغنة|*الحوز|إقليم الحوز|أمزميز",
  "08": "Errachidia|Ouarzazate|Tinghir|Zagora|Midelt|Erfoud|Merzouga|الرشيدية|الراشيدية|ورزازات"
    "|تنغير|زاكورة|ميدلت|أرفود|مرزوكة",
  "09": "Agadir|Taroudant|Taroudannt|Tiznit|Inezgane|Ait Melloul|*Tata|Taghazout|Biougra|أكادير"
    "|أكادير|تارودانت|تزنيت|إنزكان|أيت ملول|آيت ملول|*طاطا|تغازوت",
  "10": "Guelmim|Tan-Tan|Sidi Ifni|Assa-Zag|كلميم|طانطان|سيدي إفني|أسا الزاك",
  "11": "Laâyoune|El Aaiún|Boujdour|Tarfaya|Smara|*العيون|مدينة العيون|بوجدور|طرفاية|السمارة",
  "12": "Dakhla|*الداخلة|مدينة الداخلة|Aousserd|أوسرد",
}

SOURCE = [
  "Made by Scripts/make-territories.py. Cities and coordinates: GeoNames (CC BY 4.0), corrected by",
  "hand in Scripts/territories/morocco.py; populations: census of 2024 (HCP)."]


def cities(rows):
  found = []
  for row in rows:
    region = row["region_code"].removeprefix("MA.")
    region = MOVED.get(row["name"], region)
    if region in REGIONS and (region, row["name"]) not in REMOVED:
      found.append((region, row["name"], float(row["lat"]), float(row["lon"])))
  return sorted(found + ADDED)


def make(folder, target):
  places = cities(common.rows(folder / "ma_cities.csv"))
  areas = []
  for code, (name, capital, people, neighbours, _) in REGIONS.items():
    own = [(lat, lon) for region, _, lat, lon in places if region == code]
    lat, lon = (sum(values) / len(own) for values in zip(*own))
    areas.append(",".join([
      code, name, "Maroc", capital, str(people), f"{lat:.4f}", f"{lon:.4f}", "Africa/Casablanca",
      "", ISO_AND_GEONAMES.format(code), neighbours]))
  common.write(
    target / "areas.csv",
    ["The Moroccan regions.", *SOURCE, "Coordinates: mean of the cities. No postcodes."],
    "code,name,region,prefecture,population,latitude,longitude,zone,postcodes,codes,neighbours",
    areas)
  common.write(
    target / "communes.csv", ["Moroccan cities, without codes and populations.", *SOURCE],
    "code,area,population,postcodes,latitude,longitude,name",
    [f",{region},,,{lat:.3f},{lon:.3f},{name}" for region, name, lat, lon in places])
  names = common.Names()
  for code, (name, _, _, _, arabic) in REGIONS.items():
    # “oriental” is an adjective, “جهة الشرق” says region.
    names.add(code, "région de l'Oriental" if code == "02" else name)
    names.add(code, arabic)
    for text in TEXTS[code].split("|"):
      names.add(code, text.removeprefix("*"), text.startswith("*"))
  common.write(
    target / "names.csv",
    ["Names by which texts speak of a Moroccan region, in French, English and Arabic.", *SOURCE,
      "marker 1: also a word or a person's name; it counts only beside a marker or as a hashtag."],
    "area,marker,name", names.lines())
