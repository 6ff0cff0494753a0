// Spanish, of Spain and of America: "mil millones", days before months.
#include "understanding/language.h"

namespace tiller::understanding {
namespace {

using Kind = NumberWord::Kind;
using enum Meaning;

constexpr NumberWord kNumbers[] = {
    {"cero", Kind::unit, 0},
    {"un", Kind::unit, 1},
    {"uno", Kind::unit, 1},
    {"una", Kind::unit, 1},
    {"dos", Kind::unit, 2},
    {"tres", Kind::unit, 3},
    {"cuatro", Kind::unit, 4},
    {"cinco", Kind::unit, 5},
    {"seis", Kind::unit, 6},
    {"siete", Kind::unit, 7},
    {"ocho", Kind::unit, 8},
    {"nueve", Kind::unit, 9},
    {"diez", Kind::teen, 10},
    {"once", Kind::teen, 11},
    {"doce", Kind::teen, 12},
    {"trece", Kind::teen, 13},
    {"catorce", Kind::teen, 14},
    {"quince", Kind::teen, 15},
    {"dieciséis", Kind::teen, 16},
    {"diecisiete", Kind::teen, 17},
    {"dieciocho", Kind::teen, 18},
    {"diecinueve", Kind::teen, 19},
    {"veinte", Kind::teen, 20},
    {"veintiún", Kind::teen, 21},
    {"veintiuno", Kind::teen, 21},
    {"veintiuna", Kind::teen, 21},
    {"veintidós", Kind::teen, 22},
    {"veintitrés", Kind::teen, 23},
    {"veinticuatro", Kind::teen, 24},
    {"veinticinco", Kind::teen, 25},
    {"veintiséis", Kind::teen, 26},
    {"veintisiete", Kind::teen, 27},
    {"veintiocho", Kind::teen, 28},
    {"veintinueve", Kind::teen, 29},
    {"treinta", Kind::tens, 30},
    {"cuarenta", Kind::tens, 40},
    {"cincuenta", Kind::tens, 50},
    {"sesenta", Kind::tens, 60},
    {"setenta", Kind::tens, 70},
    {"ochenta", Kind::tens, 80},
    {"noventa", Kind::tens, 90},
    {"cien", Kind::hundreds, 100},
    {"ciento", Kind::hundreds, 100},
    {"doscientos", Kind::hundreds, 200},
    {"doscientas", Kind::hundreds, 200},
    {"trescientos", Kind::hundreds, 300},
    {"trescientas", Kind::hundreds, 300},
    {"cuatrocientos", Kind::hundreds, 400},
    {"cuatrocientas", Kind::hundreds, 400},
    {"quinientos", Kind::hundreds, 500},
    {"quinientas", Kind::hundreds, 500},
    {"seiscientos", Kind::hundreds, 600},
    {"seiscientas", Kind::hundreds, 600},
    {"setecientos", Kind::hundreds, 700},
    {"setecientas", Kind::hundreds, 700},
    {"ochocientos", Kind::hundreds, 800},
    {"ochocientas", Kind::hundreds, 800},
    {"novecientos", Kind::hundreds, 900},
    {"novecientas", Kind::hundreds, 900},
    {"mil", Kind::one_scale, 1'000},
    {"millón", Kind::scale, 1'000'000},
    {"millones", Kind::scale, 1'000'000},
    {"billón", Kind::scale, 1'000'000'000'000},
    {"billones", Kind::scale, 1'000'000'000'000},
    {"y", Kind::joiner},
};
constexpr NamedNumber kMonths[] = {{"enero", 1},      {"febrero", 2},   {"marzo", 3},    {"abril", 4},
                                   {"mayo", 5},       {"junio", 6},     {"julio", 7},    {"agosto", 8},
                                   {"septiembre", 9}, {"setiembre", 9}, {"octubre", 10}, {"noviembre", 11},
                                   {"diciembre", 12}};
constexpr NamedNumber kWeekdays[] = {{"lunes", 1},   {"martes", 2}, {"miércoles", 3}, {"jueves", 4},
                                     {"viernes", 5}, {"sábado", 6}, {"domingo", 7}};
constexpr NamedNumber kOrdinals[] = {{"primero", 1}};
constexpr Shape kDates[] = {
    {"hoy", in_days, 0},
    {"esta tarde|noche", in_days, 0},
    {"mañana", in_days, 1},
    {"[la] pasado mañana", in_days, 2},
    {"en|dentro [de] {n} día|días", in_days},
    {"en|dentro [de] {n} semana|semanas", in_weeks},
    {"[la] próxima semana", in_weeks, 1},
    {"[la] semana próxima|entrante", in_weeks, 1},
    {"la semana que viene", in_weeks, 1},
    {"[el] {weekday}", coming_weekday},
    {"este {weekday}", this_weekday},
    {"[el] próximo {weekday}", coming_weekday},
    {"[el] {weekday} próximo", coming_weekday},
    {"[el] {weekday} que viene", coming_weekday},
    {"[el] {weekday} de la [próxima] semana [próxima]", weekday_next_week},
    {"[el] {weekday} de la semana que viene", weekday_next_week},
    {"[el] [día] {day} de {month} [de|del] [{year}]", day_and_month},
    {"el [día] {day}", day_of_month},
    {"[el] próximo mes", next_month},
    {"[el] mes que viene", next_month},
    {"[a|al|el] fin|final|finales de|del [este] mes", end_of_month},
};
constexpr DayPart kParts[] = {
    {"de la mañana", 0, 11},  {"de la tarde", 12, 20},  {"de la noche", 19, 24},  {"por la mañana", 0, 11},
    {"por la tarde", 12, 20}, {"por la noche", 19, 24}, {"del mediodía", 12, 15},
};
constexpr Shape kTimes[] = {
    {"[a] [las|la] {hour} [horas] [{part}]", hour},
    {"[a] [las|la] {hour} [y] {minute} [minutos] [{part}]", hour},
    {"[a] [las|la] {hour} y media [{part}]", past_hour, 30},
    {"[a] [las|la] {hour} y cuarto [{part}]", past_hour, 15},
    {"[a] [las|la] {hour} menos cuarto [{part}]", before_hour, 15},
    {"[a] [las|la] {hour} menos {minute} [{part}]", before_hour},
    {"[al|a] mediodía", time_of_day, 12 * 60},
    {"[a] medianoche", time_of_day, 0},
};
constexpr std::string_view kCurrencies[] = {"peso",    "pesos",     "dólar",   "dólares",   "euro",      "euros",
                                            "sol",     "soles",     "quetzal", "quetzales", "boliviano", "bolivianos",
                                            "guaraní", "guaraníes", "colones", "lempiras",  "rupias",    "yenes",
                                            "de",      "$",         "€",       "usd",       "mxn",       "eur"};
constexpr std::string_view kUsualCurrencies[] = {"peso", "pesos", "dólar", "dólares", "euro", "euros", "soles"};
constexpr std::string_view kCents[] = {"centavo", "centavos", "céntimo", "céntimos"};
constexpr std::string_view kNegators[] = {"no", "nunca", "jamás", "tampoco"};
constexpr std::string_view kFillers[] = {"eh",  "este",  "pues",  "bueno",  "mm",      "ah",   "oh",
                                         "por", "favor", "señor", "señora", "gracias", "hola", "mire"};
constexpr std::string_view kNameLeads[] = {"me llamo", "mi nombre es", "soy", "habla", "le habla"};

constexpr std::string_view kYes[] = {
    "sí|claro|correcto|exacto|vale|cierto|afirmativo|ok|okey|dale",
    "sí (claro|señor|señora|correcto|por favor|soy yo|puedo|quiero|acepto|así es|está bien)",
    "claro que sí",
    "por supuesto",
    "de acuerdo",
    "así es",
    "está bien",
    "[eso] es (correcto|cierto|verdad)",
    "soy yo",
    "con (él|ella) habla",
    "cómo no",
    "desde luego",
};
constexpr std::string_view kNo[] = {
    "no|negativo",
    "no (gracias|señor|señora|puedo|quiero|soy yo|es correcto|es cierto|es así)",
    "[eso] no es (correcto|cierto|verdad|así)",
    "está (mal|equivocado)",
    "claro que no",
    "para nada",
    "de ninguna manera",
};
constexpr std::string_view kRepeat[] = {
    "(repita|repite|repítalo|repítamelo|repetir)",
    "(puede|podría|me puede|me podría) (repetir|repetirlo|repetirme) [lo|eso]",
    "otra vez",
    "de nuevo",
    "una vez más",
    "cómo",
    "cómo dice",
    "cómo dijo",
    "qué",
    "qué dijo",
    "qué dice",
    "perdón",
    "mande",
    "no le (entiendo|entendí|escucho|escuché|oigo|oí)",
    "no (entiendo|entendí|escucho|escuché|oigo|oí) [bien]",
};
constexpr std::string_view kSlower[] = {
    "[hable|habla|puede hablar|podría hablar] más (despacio|lento|lentamente)",
    "despacio",
    "(habla|va) [muy|demasiado] rápido",
    "no tan rápido",
};
constexpr std::string_view kWhoIsThis[] = {
    "(quién|con quién) (es|habla|hablo|llama|me llama)",
    "quién es usted",
    "[de] parte de quién",
    "de (dónde|qué empresa|parte de quién) [me] (llama|llaman|habla|hablan|es)",
    "de dónde",
    "es (un|una) (robot|máquina|grabación)",
    "de qué se trata",
};
constexpr std::string_view kNotNow[] = {
    "ahora no",
    "ahora [mismo] no puedo",
    "no [puedo] (ahora|en este momento)",
    "[estoy] ocupado",
    "[estoy] ocupada",
    "(llámeme|llame|llámame) (más tarde|después|luego|otro día)",
    "más tarde",
    "después",
    "en otro momento",
    "otro día",
    "estoy (manejando|conduciendo|en una reunión|trabajando)",
    "no tengo tiempo",
    "no es [un] buen momento",
};
constexpr std::string_view kPerson[] = {
    "(operador|operadora|agente|asesor|asesora|ejecutivo)",
    "[quiero|quisiera|puedo|me gustaría|necesito] hablar con (una persona|alguien|un "
    "(humano|agente|asesor|operador|ejecutivo|supervisor)|una (operadora|asesora))",
    "una persona [real]",
    "un humano",
    "(páseme|comuníqueme|transfiérame) [con (alguien|una persona|un (agente|asesor|operador))]",
    "(atención|servicio) al cliente",
};
constexpr std::string_view kStopCalling[] = {
    "(no|ya no) (me|nos) (llame|llamen|llames|moleste|molesten|contacten|contacte) [más|nunca más|otra vez]",
    "(deje|dejen|paren|pare) de (llamar|llamarme|llamarnos|molestar|molestarme)",
    "no (vuelva|vuelvan) a llamar [me|más]",
    "no (vuelva|vuelvan) a llamarme",
    "(quíteme|quítenme|bórreme|bórrenme|sáqueme|sáquenme|elimíneme) de [la|su] (lista|base de datos)",
    "(borre|borren|elimine|eliminen|quite|quiten) mi número",
    "no quiero [recibir] [más] (llamadas|sus llamadas|que me llamen) [más]",
    "no más llamadas",
    "déjeme en paz",
    "darme de baja",
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

constexpr std::string_view kSmall[] = {
    "cero",         "uno",         "dos",        "tres",        "cuatro",     "cinco",      "seis",      "siete",
    "ocho",         "nueve",       "diez",       "once",        "doce",       "trece",      "catorce",   "quince",
    "dieciséis",    "diecisiete",  "dieciocho",  "diecinueve",  "veinte",     "veintiuno",  "veintidós", "veintitrés",
    "veinticuatro", "veinticinco", "veintiséis", "veintisiete", "veintiocho", "veintinueve"};
constexpr std::string_view kTens[] = {"",          "",        "",        "treinta", "cuarenta",
                                      "cincuenta", "sesenta", "setenta", "ochenta", "noventa"};

std::string small_number(int n) {
    if (n < 30) return std::string(kSmall[n]);
    std::string tens(kTens[n / 10]);
    return n % 10 == 0 ? tens : tens + " y " + std::string(kSmall[n % 10]);
}

constexpr std::string_view kNumberRules =
    "<below_thousand> = <below_hundred> | (cien | ciento | doscientos | trescientos | cuatrocientos | quinientos | "
    "seiscientos | setecientos | ochocientos | novecientos) [<below_hundred>];\n"
    "<whole> = <below_thousand> | [<below_thousand>] mil [<below_thousand>] | (un millón | <below_thousand> millones) "
    "[[<below_thousand>] mil] [<below_thousand>];\n";

}  // namespace

const Language kSpanish = {
    .code = "es",
    .numbers = kNumbers,
    .point = "coma",
    .minus = "menos",
    .decimal_sign = ',',
    .digits = {},
    .twice = "doble",
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
    .currency_joiner = "con",
    .negators = kNegators,
    .fillers = kFillers,
    .name_leads = kNameLeads,
    .intents = kIntents,
    .small_number = small_number,
    .number_rules = kNumberRules,
};

}  // namespace tiller::understanding
