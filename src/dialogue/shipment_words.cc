#include "dialogue/shipment_words.h"

#include <algorithm>

namespace tiller::dialogue {
namespace {

struct Words {
    std::string_view sub_status, english, indonesian;
};

constexpr Words kWords[] = {
    {"NotFound_Other", "has not been found at the carrier yet", "belum ditemukan di pihak kurir"},
    {"NotFound_InvalidCode", "has a number that the carrier does not know", "memiliki nomor resi yang tidak dikenal"},
    {"InfoReceived", "has been announced to the carrier and will be collected soon",
     "sudah didaftarkan dan akan segera diambil kurir"},
    {"InTransit_PickedUp", "has been picked up by the carrier", "sudah diambil oleh kurir"},
    {"InTransit_Other", "is on its way", "sedang dalam perjalanan"},
    {"InTransit_Departure", "has left a depot and is on its way", "sudah berangkat dan sedang dalam perjalanan"},
    {"InTransit_Arrival", "has arrived at a depot on its way to you", "sudah tiba di gudang transit"},
    {"InTransit_CustomsProcessing", "is being cleared by customs", "sedang diproses di bea cukai"},
    {"InTransit_CustomsReleased", "has been released by customs", "sudah lolos dari bea cukai"},
    {"InTransit_CustomsRequiringInformation", "is held by customs, which need more information",
     "ditahan di bea cukai karena data masih kurang"},
    {"Expired_Other", "has had no news for a long time", "sudah lama tidak ada kabarnya"},
    {"AvailableForPickup_Other", "is ready to be picked up", "sudah bisa diambil"},
    {"OutForDelivery_Other", "is out for delivery", "sedang diantar ke alamat Anda"},
    {"DeliveryFailure_Other", "could not be delivered", "gagal diantar"},
    {"DeliveryFailure_NoBody", "could not be delivered, because nobody was there",
     "gagal diantar karena tidak ada orang di tempat"},
    {"DeliveryFailure_Security", "could not be delivered for reasons of security",
     "gagal diantar karena alasan keamanan"},
    {"DeliveryFailure_Rejected", "could not be delivered, because it was refused", "gagal diantar karena ditolak"},
    {"DeliveryFailure_InvalidAddress", "could not be delivered, because the address is not right",
     "gagal diantar karena alamatnya tidak tepat"},
    {"Delivered_Other", "has been delivered", "sudah diterima"},
    {"Exception_Other", "is delayed by a problem on its way", "terhambat karena ada kendala"},
    {"Exception_Returning", "is going back to the sender", "sedang dikembalikan ke pengirim"},
    {"Exception_Returned", "has gone back to the sender", "sudah dikembalikan ke pengirim"},
    {"Exception_NoBody", "is held up, because nobody could be found at the address",
     "tertahan karena penerima tidak ditemukan"},
    {"Exception_Security", "is held up for reasons of security", "tertahan karena alasan keamanan"},
    {"Exception_Damage", "was damaged on its way", "rusak dalam perjalanan"},
    {"Exception_Rejected", "was refused", "ditolak oleh penerima"},
    {"Exception_Delayed", "is delayed", "terlambat dari jadwal"},
    {"Exception_Lost", "has been lost", "hilang dalam perjalanan"},
    {"Exception_Destroyed", "was destroyed", "sudah dimusnahkan"},
    {"Exception_Cancel", "was cancelled", "sudah dibatalkan"},
};
constexpr Words kUnknown = {"", "is known to the carrier, without any news", "sudah tercatat, tetapi belum ada kabar"};

std::string_view in_language(const Words& words, std::string_view language) {
    bool indonesian = language == "id" || language.starts_with("id-");
    return indonesian ? words.indonesian : words.english;
}

}  // namespace

std::string_view shipment_words(std::string_view language, std::string_view sub_status) {
    auto* found = std::ranges::find(kWords, sub_status, &Words::sub_status);
    return in_language(found == std::end(kWords) ? kUnknown : *found, language);
}

std::vector<std::string_view> all_shipment_words(std::string_view language) {
    std::vector<std::string_view> all{in_language(kUnknown, language)};
    for (const Words& words : kWords) all.push_back(in_language(words, language));
    return all;
}

}  // namespace tiller::dialogue
