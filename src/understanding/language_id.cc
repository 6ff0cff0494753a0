// Indonesian: "se-" for one of a hundred or a thousand, days before months, 24 hours and parts of the day.
#include "understanding/language.h"

namespace tiller::understanding {
namespace {

using Kind = NumberWord::Kind;
using enum Meaning;

constexpr NumberWord kNumbers[] = {
    {"nol", Kind::unit, 0},
    {"satu", Kind::unit, 1},
    {"dua", Kind::unit, 2},
    {"tiga", Kind::unit, 3},
    {"empat", Kind::unit, 4},
    {"lima", Kind::unit, 5},
    {"enam", Kind::unit, 6},
    {"tujuh", Kind::unit, 7},
    {"delapan", Kind::unit, 8},
    {"sembilan", Kind::unit, 9},
    {"sepuluh", Kind::teen, 10},
    {"sebelas", Kind::teen, 11},
    {"belas", Kind::plus_ten},
    {"puluh", Kind::times_ten},
    {"seratus", Kind::hundreds, 100},
    {"ratus", Kind::times_hundred},
    {"seribu", Kind::one_scale, 1'000},
    {"ribu", Kind::scale, 1'000},
    {"sejuta", Kind::one_scale, 1'000'000},
    {"juta", Kind::scale, 1'000'000},
    {"miliar", Kind::scale, 1'000'000'000},
    {"milyar", Kind::scale, 1'000'000'000},
    {"triliun", Kind::scale, 1'000'000'000'000},
};
constexpr NamedNumber kDigits[] = {{"kosong", 0}};
constexpr NamedNumber kMonths[] = {{"januari", 1},   {"februari", 2}, {"maret", 3},     {"april", 4},
                                   {"mei", 5},       {"juni", 6},     {"juli", 7},      {"agustus", 8},
                                   {"september", 9}, {"oktober", 10}, {"november", 11}, {"desember", 12}};
constexpr NamedNumber kWeekdays[] = {{"senin", 1},  {"selasa", 2}, {"rabu", 3},   {"kamis", 4}, {"jumat", 5},
                                     {"jum'at", 5}, {"sabtu", 6},  {"minggu", 7}, {"ahad", 7}};
constexpr NamedNumber kOrdinals[] = {{"pertama", 1}};
constexpr Shape kDates[] = {
    {"hari ini", in_days, 0},
    {"sekarang", in_days, 0},
    {"nanti [siang|sore|malam]", in_days, 0},
    {"besok", in_days, 1},
    {"[besok] lusa", in_days, 2},
    {"{n} hari lagi|kemudian", in_days},
    {"dalam {n} hari", in_days},
    {"seminggu lagi", in_weeks, 1},
    {"dalam seminggu", in_weeks, 1},
    {"{n} minggu lagi|kemudian", in_weeks},
    {"dalam {n} minggu", in_weeks},
    {"minggu depan", in_weeks, 1},
    {"[hari] {weekday}", coming_weekday},
    {"[hari] {weekday} ini", this_weekday},
    {"[hari] {weekday} depan", weekday_next_week},
    {"[hari] {weekday} minggu depan", weekday_next_week},
    {"[tanggal] {day} {month} [tahun] [{year}]", day_and_month},
    {"tanggal {day}", day_of_month},
    {"bulan depan", next_month},
    {"[pada] akhir bulan [ini]", end_of_month},
};
constexpr DayPart kParts[] = {{"pagi", 0, 11}, {"siang", 10, 15}, {"sore", 14, 18}, {"malam", 18, 24}};
constexpr Shape kTimes[] = {
    {"[jam|pukul] {hour} [{part}]", hour},
    {"[jam|pukul] {hour} [lewat] {minute} [menit] [{part}]", hour},
    {"[jam|pukul] {hour} kurang {minute} [menit] [{part}]", before_hour},
    {"[jam|pukul] {hour} seperempat [{part}]", past_hour, 15},
    {"[jam|pukul] setengah {hour} [{part}]", before_hour, 30},
    {"[jam] tengah malam", time_of_day, 0},
};
constexpr std::string_view kCurrencies[] = {"rupiah", "rp",       "dolar",  "rupi",    "peso",      "yuan",
                                            "pound",  "sterling", "euro",   "ringgit", "baht",      "dong",
                                            "yen",    "won",      "dirham", "riyal",   "singapura", "australia",
                                            "hong",   "kong",     "perak",  "idr",     "$"};
constexpr std::string_view kUsualCurrencies[] = {"rupiah", "dolar", "ringgit"};
constexpr std::string_view kCents[] = {"sen", "paisa", "sentavo", "fen", "pence", "satang", "fils", "halala"};
constexpr std::string_view kNegators[] = {"tidak", "tak", "jangan", "bukan", "belum", "nggak", "enggak", "gak", "ndak"};
constexpr std::string_view kFillers[] = {"eh",     "em",   "anu", "hmm", "ya",  "pak", "bu",   "mas",    "mbak",
                                         "tolong", "dong", "deh", "sih", "kok", "nah", "halo", "terima", "kasih"};
constexpr std::string_view kNameLeads[] = {"nama saya", "nama saya adalah", "saya", "ini dengan", "dengan", "ini"};

constexpr std::string_view kYes[] = {
    "ya|iya|iyah|yah|betul|benar|baik|baiklah|boleh|bisa|oke|ok|setuju|tentu|mau|bersedia",
    "(ya|iya) (betul|benar|boleh|bisa|mau|saya sendiri|saya bersedia|silakan)",
    "saya (sendiri|bisa|mau|bersedia|setuju)",
    "tentu saja",
    "dengan saya [sendiri]",
    "(itu|sudah) (betul|benar)",
    "silakan",
    "tidak apa apa",
};
constexpr std::string_view kNo[] = {
    "tidak|tak|bukan|enggak|nggak|gak|ndak|salah|jangan|belum",
    "(tidak|nggak|enggak|gak) (bisa|mau|setuju|usah|perlu|jadi|terima kasih|betul|benar)",
    "(bukan|tidak) [saya|itu]",
    "saya (tidak|nggak|gak) (bisa|mau|setuju|bersedia)",
    "itu salah",
    "belum bisa",
    "bukan saya",
};
constexpr std::string_view kRepeat[] = {
    "ulangi [lagi]",
    "[tolong|mohon|bisa|coba] (ulangi|diulang|diulangi) [lagi|sekali lagi]",
    "sekali lagi",
    "apa [tadi]",
    "bagaimana",
    "gimana",
    "maaf",
    "maaf [saya] (tidak|kurang|nggak) (dengar|jelas|mengerti|paham)",
    "[saya] (tidak|kurang|nggak) (dengar|jelas|mengerti|paham)",
    "apa katanya",
};
constexpr std::string_view kSlower[] = {
    "[tolong|bisa|mohon|bicara|ngomong|bicaranya] (lebih pelan|pelan pelan|pelan|lebih lambat|lambat) [sedikit|lagi]",
    "terlalu cepat",
    "jangan cepat cepat",
};
constexpr std::string_view kWhoIsThis[] = {
    "[ini] siapa [ini]",
    "(ini|anda|kamu) [dengan] siapa",
    "dengan siapa [ini|saya bicara]",
    "dari mana [ini]",
    "[ini] dari (mana|siapa|perusahaan apa)",
    "siapa (anda|kamu|yang (telepon|menelepon|bicara))",
    "ini robot",
    "apakah (ini|anda) robot",
    "ada (apa|perlu apa|keperluan apa)",
};
constexpr std::string_view kNotNow[] = {
    "(jangan|tidak) sekarang",
    "[saya] [lagi|sedang] sibuk",
    "nanti saja",
    "nanti lagi",
    "lain (kali|waktu)",
    "(telepon|hubungi|telpon) [saya] [lagi] nanti [lagi]",
    "nanti (telepon|hubungi|telpon) [saya] [lagi]",
    "[saya] (lagi|sedang) (menyetir|rapat|di jalan|kerja|bekerja|meeting)",
    "[saya] (tidak|belum) ada waktu",
    "[saya] (tidak|belum) bisa bicara [sekarang]",
    "nanti",
};
constexpr std::string_view kPerson[] = {
    "operator|petugas|agen|manusia",
    "[saya] [mau|ingin] (bicara|ngomong|berbicara) (dengan|sama|ke) (orang|petugas|operator|manusia|customer "
    "service|cs|atasan|manajer|orangnya)",
    "(sambungkan|hubungkan) [saya] [(ke|dengan) (petugas|operator|orang|manusia)]",
    "customer service",
    "layanan pelanggan",
    "minta (orang|petugas|operator)",
};
constexpr std::string_view kStopCalling[] = {
    "jangan (telepon|telpon|hubungi|menelepon|menghubungi|telepon telepon|telpon telpon) [saya|kami|nomor ini|ke sini] "
    "[lagi]",
    "(berhenti|stop) (menelepon|menghubungi|telepon|telpon|hubungi) [saya|kami|nomor ini] [lagi]",
    "(hapus|hapuskan|keluarkan) (nomor saya|nomor ini|saya) [dari (daftar|sistem)]",
    "[saya] (tidak|nggak|gak) mau (ditelepon|dihubungi|ditelpon) [lagi]",
    "jangan ganggu [saya] [lagi]",
    "(stop|berhenti) ganggu [saya]",
    "tidak usah (telepon|hubungi|telpon) [saya] [lagi]",
    "berhenti berlangganan",
};
constexpr BuiltIn kIntents[] = {
    {"yes", kYes},
    {"no", kNo},
    {"repeat", kRepeat},
    {"slower", kSlower},
    {"who_is_this", kWhoIsThis},
    {"not_now", kNotNow},
    {"person", kPerson},
    {"stop_calling", kStopCalling},
};

constexpr std::string_view kSmall[] = {"nol",  "satu",  "dua",     "tiga",     "empat",   "lima",
                                       "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas"};

std::string small_number(int n) {
    if (n < 12) return std::string(kSmall[n]);
    if (n < 20) return std::string(kSmall[n - 10]) + " belas";
    std::string tens = std::string(kSmall[n / 10]) + " puluh";
    return n % 10 == 0 ? tens : tens + " " + std::string(kSmall[n % 10]);
}

constexpr std::string_view kNumberRules =
    "<below_thousand> = <below_hundred> | (seratus | (dua | tiga | empat | lima | enam | tujuh | delapan | sembilan) "
    "ratus) [<below_hundred>];\n"
    "<whole> = <below_thousand> | (seribu | sejuta | <below_thousand> (ribu | juta)) [<below_thousand>] | "
    "(sejuta | <below_thousand> juta) (seribu | <below_thousand> ribu) [<below_thousand>];\n";

}  // namespace

const Language kIndonesian = {
    .code = "id",
    .numbers = kNumbers,
    .point = "koma",
    .minus = "minus",
    .decimal_sign = ',',
    .digits = kDigits,
    .twice = "",
    .months = kMonths,
    .weekdays = kWeekdays,
    .ordinals = kOrdinals,
    .day_suffixes = "",
    .years_in_pairs = false,
    .dates = kDates,
    .times = kTimes,
    .parts = kParts,
    .currencies = kCurrencies,
    .cents = kCents,
    .usual_currencies = kUsualCurrencies,
    .currency_joiner = "",
    .negators = kNegators,
    .fillers = kFillers,
    .name_leads = kNameLeads,
    .intents = kIntents,
    .small_number = small_number,
    .number_rules = kNumberRules,
};

}  // namespace tiller::understanding
