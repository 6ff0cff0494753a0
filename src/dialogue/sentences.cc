#include "dialogue/sentences.h"

#include "understanding/language.h"

namespace tiller::dialogue {
namespace {

constexpr Sentences kEnglish = {
    .opted_out = "I understand. We will not call you again. Goodbye.",
    .not_now = "I understand. We will try another time. Goodbye.",
    .no_person = "I am sorry, I cannot put you through.",
    .not_understood = "Sorry, I did not understand that.",
    .one_moment = "One moment, please.",
    .giving_up = "I am sorry that I could not understand you. Goodbye.",
};
constexpr Sentences kIndonesian = {
    .opted_out = "Baik. Kami tidak akan menghubungi Anda lagi. Sampai jumpa.",
    .not_now = "Baik. Kami akan menghubungi Anda lain waktu. Sampai jumpa.",
    .no_person = "Mohon maaf, saya tidak dapat menyambungkan Anda.",
    .not_understood = "Maaf, saya kurang mengerti.",
    .one_moment = "Mohon tunggu sebentar.",
    .giving_up = "Mohon maaf, saya belum dapat memahami Anda. Sampai jumpa.",
};
constexpr Sentences kSpanish = {
    .opted_out = "De acuerdo. No volveremos a llamarle. Adiós.",
    .not_now = "De acuerdo. Lo intentaremos en otro momento. Adiós.",
    .no_person = "Lo siento, no puedo pasarle con nadie.",
    .not_understood = "Perdón, no le he entendido.",
    .one_moment = "Un momento, por favor.",
    .giving_up = "Siento no haberle podido entender. Adiós.",
};
constexpr Sentences kNone = {};

}  // namespace

const Sentences& sentences(std::string_view language) {
    const understanding::Language* known = understanding::find_language(language);
    if (known == &understanding::kEnglish) return kEnglish;
    if (known == &understanding::kIndonesian) return kIndonesian;
    if (known == &understanding::kSpanish) return kSpanish;
    return kNone;
}

}  // namespace tiller::dialogue
