#include "answering/trial/texts.h"

#include <array>

namespace tiller::answering::trial {
namespace {

using enum Kind;
constexpr bool kTuning = false, kHeldOut = true;

constexpr auto kTexts = std::to_array<Text>({
    {hello, "en", kTuning, "Hello?"},
    {hello, "en", kTuning, "Yes?"},
    {hello, "en", kTuning, "Hi."},
    {hello, "en", kTuning, "Hello, hello?"},
    {hello, "en", kHeldOut, "Hallo?"},
    {hello, "en", kHeldOut, "Yeah?"},
    {hello, "en", kHeldOut, "Good morning."},
    {hello, "en", kHeldOut, "Hello, yes?"},
    {hello, "es", kTuning, "¿Bueno?"},
    {hello, "es", kTuning, "¿Hola?"},
    {hello, "es", kHeldOut, "¿Diga?"},
    {hello, "es", kHeldOut, "Sí, ¿quién es?"},
    {hello, "id", kTuning, "Halo?"},
    {hello, "id", kTuning, "Ya, halo?"},
    {hello, "id", kHeldOut, "Iya?"},
    {hello, "id", kHeldOut, "Assalamualaikum."},
    {hello, "de", kTuning, "Hallo?"},
    {hello, "de", kHeldOut, "Müller."},
    {hello, "pt", kTuning, "Alô?"},
    {hello, "pt", kHeldOut, "Oi, alô?"},
    {hello, "hi", kTuning, "हैलो?"},
    {hello, "hi", kHeldOut, "हाँ जी, बोलिए।"},
    {hello, "vi", kTuning, "A lô?"},
    {hello, "vi", kHeldOut, "A lô, ai đấy?"},

    {introduction, "en", kTuning, "Hello, Mary speaking."},
    {introduction, "en", kTuning, "Hello, this is Peter Brown."},
    {introduction, "en", kTuning, "Hi, who is this please?"},
    {introduction, "en", kHeldOut, "Good afternoon, the Wilson residence."},
    {introduction, "en", kHeldOut, "Hello, you are speaking with Anna."},
    {introduction, "en", kHeldOut, "Yes hello, who is calling?"},
    {introduction, "es", kTuning, "Hola, habla María."},
    {introduction, "es", kHeldOut, "Sí, buenos días, ¿con quién hablo?"},
    {introduction, "id", kTuning, "Halo, dengan Budi di sini."},
    {introduction, "id", kHeldOut, "Halo, selamat pagi, ini siapa ya?"},

    {business, "en", kTuning, "Good morning, Johnson and Sons, how can I help you?"},
    {business, "en", kTuning, "Thank you for calling City Dental, this is Laura, how may I help you today?"},
    {business, "en", kTuning, "Front desk, Michael speaking, what can I do for you?"},
    {business, "en", kHeldOut,
     "Good afternoon, Riverside Hotel reception, Susan speaking, how may I direct your call?"},
    {business, "en", kHeldOut, "Hello and thanks for calling Green Garden Supplies. You are speaking with Tom."},
    {business, "en", kHeldOut, "Accounts department, good morning, who am I speaking with please?"},
    {business, "es", kTuning, "Buenos días, clínica Santa Ana, le atiende Laura, ¿en qué le puedo ayudar?"},
    {business, "es", kHeldOut, "Gracias por llamar a Ferretería López, habla Carlos, ¿en qué puedo servirle?"},
    {business, "id", kTuning, "Selamat pagi, Toko Sinar Jaya, dengan Dewi, ada yang bisa dibantu?"},
    {business, "id", kHeldOut, "Selamat siang, Hotel Melati, dengan Rina di sini, ada yang bisa saya bantu?"},

    {reply, "en", kTuning, "Yes, that is me."},
    {reply, "en", kTuning, "Who is this?"},
    {reply, "en", kTuning, "No, thank you."},
    {reply, "en", kHeldOut, "Speaking."},
    {reply, "en", kHeldOut, "Sorry, can you say that again?"},
    {reply, "en", kHeldOut, "I am not interested."},
    {reply, "es", kTuning, "Sí, soy yo."},
    {reply, "es", kHeldOut, "¿Cómo dice?"},
    {reply, "id", kTuning, "Ya, saya sendiri."},
    {reply, "id", kHeldOut, "Maaf, ini dari mana?"},

    {long_reply, "en", kTuning,
     "Well, I already told your colleague last week that I was going to pay at the end of the month, so I do not see "
     "why you are calling me again about it."},
    {long_reply, "en", kHeldOut,
     "Yes, the parcel did come, but the box was open on one side and there is a cup missing, and when I called the "
     "shop "
     "they said that I should talk to you about it."},
    {long_reply, "es", kTuning,
     "Mire, ya le dije a su compañero la semana pasada que iba a pagar a fin de mes, así que no entiendo por qué me "
     "llaman otra vez."},
    {long_reply, "es", kHeldOut,
     "Sí, el paquete llegó ayer, pero la caja estaba abierta y faltaba una taza, y en la tienda me dijeron que hablara "
     "con ustedes."},
    {long_reply, "id", kTuning,
     "Begini, minggu lalu saya sudah bilang ke teman Anda bahwa saya akan bayar akhir bulan, jadi kenapa saya "
     "ditelepon "
     "lagi soal itu."},
    {long_reply, "id", kHeldOut,
     "Ya, paketnya sudah sampai kemarin, tetapi kotaknya terbuka dan ada satu gelas yang kurang, dan kata tokonya saya "
     "harus bicara dengan Anda."},

    {mailbox, "en", kTuning,
     "Hi, you have reached Peter Brown. I can't come to the phone right now. Please leave your name and number after "
     "the tone, and I will call you back."},
    {mailbox, "en", kTuning,
     "Hello, this is the mailbox of Mary Miller. I am on holiday until Monday. Please leave a message after the beep."},
    {mailbox, "en", kTuning,
     "Thank you for calling City Dental. Our office is closed now. Our opening hours are Monday to Friday, nine to "
     "five. Please leave a message and we will return your call."},
    {mailbox, "en", kHeldOut,
     "Hey there, it's Anna. I am either in class or asleep. You know what to do, talk to you soon."},
    {mailbox, "en", kHeldOut,
     "You have reached the Wilson family. Nobody is at home at the moment. Tell us who you are and what you want, and "
     "we "
     "will get back to you as soon as we can."},
    {mailbox, "en", kHeldOut,
     "This is David with Green Garden Supplies. I am away from my desk or on another line. Please leave a detailed "
     "message. For urgent matters call our main number. Thank you."},
    {mailbox, "es", kTuning,
     "Hola, soy María. Ahora no puedo atender el teléfono. Por favor, deja tu mensaje después de la señal y te llamo "
     "en "
     "cuanto pueda."},
    {mailbox, "es", kHeldOut,
     "Ha llamado a la familia López. En este momento no estamos en casa. Díganos quién es y qué desea, y le "
     "devolveremos la llamada."},
    {mailbox, "id", kTuning,
     "Halo, ini Budi. Saya sedang tidak bisa menerima telepon. Silakan tinggalkan pesan setelah nada berikut, nanti "
     "saya hubungi kembali."},
    {mailbox, "id", kHeldOut,
     "Terima kasih sudah menelepon Toko Sinar Jaya. Saat ini kami sedang tutup. Silakan tinggalkan nama dan nomor "
     "telepon Anda, kami akan menghubungi Anda."},

    {short_mailbox, "en", kTuning, "Hey, it's Mike, leave a message."},
    {short_mailbox, "en", kTuning, "This is Laura. After the tone, please."},
    {short_mailbox, "en", kHeldOut, "Tom here, you know what to do."},
    {short_mailbox, "en", kHeldOut, "Susan Wilson."},
    {short_mailbox, "es", kTuning, "Soy Carlos, deja tu mensaje."},
    {short_mailbox, "es", kHeldOut, "Ana López, deje su recado."},
    {short_mailbox, "id", kTuning, "Ini Dewi, tinggalkan pesan ya."},
    {short_mailbox, "id", kHeldOut, "Rina, nanti saya telepon balik."},

    {carrier_mailbox, "en", kTuning,
     "Your call has been forwarded to an automatic voice message system. The person you are calling is not available. "
     "At the tone, please record your message. When you have finished recording, you may hang up."},
    {carrier_mailbox, "en", kHeldOut,
     "The subscriber you have called is not able to take your call. Please leave a message after the signal. To "
     "disconnect, just hang up."},
    {carrier_mailbox, "es", kTuning,
     "Le damos la bienvenida al buzón de voz. El número que usted marcó no está disponible. Deje su mensaje después "
     "del "
     "tono."},
    {carrier_mailbox, "es", kHeldOut,
     "Su llamada ha sido transferida a un sistema de mensajes. Grabe su recado después de la señal. Gracias."},
    {carrier_mailbox, "id", kTuning,
     "Anda terhubung dengan kotak suara. Nomor yang Anda tuju tidak menjawab. Silakan tinggalkan pesan setelah nada."},
    {carrier_mailbox, "id", kHeldOut,
     "Pelanggan yang Anda panggil tidak dapat menerima telepon saat ini. Rekam pesan Anda setelah bunyi berikut."},

    {screening, "en", kTuning,
     "Hi. The person you are calling is using a screening service, and will get a copy of this conversation. Go ahead "
     "and say your name and why you are calling."},
    {screening, "en", kHeldOut,
     "Hello. If you record your name and the reason for your call, I will see if this person is available."},
    {screening, "es", kTuning,
     "Hola. La persona a la que llama usa un filtro de llamadas. Diga su nombre y el motivo de su llamada."},
    {screening, "es", kHeldOut,
     "Antes de pasar su llamada necesito saber quién es usted. Después del tono, grabe su nombre, por favor."},
    {screening, "id", kTuning,
     "Halo. Orang yang Anda hubungi memakai layanan penyaring panggilan. Sebutkan nama dan keperluan Anda."},
    {screening, "id", kHeldOut,
     "Sebelum panggilan ini disambungkan, ucapkan nama Anda dan alasan Anda menelepon setelah kalimat ini."},

    {announcement, "en", kTuning,
     "We are sorry. The number you have dialed is not in service. Please check the number and dial again."},
    {announcement, "en", kHeldOut,
     "The mobile customer you are calling is out of reach or has the phone switched off. Please try again later."},
    {announcement, "es", kTuning,
     "El número que usted marcó está apagado o fuera del área de servicio. Por favor, intente más tarde."},
    {announcement, "es", kHeldOut,
     "Lo sentimos. El número al que llama no existe. Por favor, compruebe el número y llame de nuevo."},
    {announcement, "id", kTuning,
     "Nomor yang Anda tuju sedang tidak aktif atau berada di luar jangkauan. Cobalah beberapa saat lagi."},
    {announcement, "id", kHeldOut,
     "Maaf, panggilan Anda tidak dapat kami sambungkan. Silakan periksa kembali nomor tujuan Anda."},

    {menu, "en", kTuning,
     "Thank you for calling Johnson and Sons. Please listen carefully, as our menu options have changed. For sales, "
     "press one. For support, press two. For everything else, stay on the line."},
    {menu, "en", kHeldOut,
     "Welcome to Riverside Hotel. To make a reservation, press one. For the front desk, press zero. If you know the "
     "extension, you may dial it at any time."},
    {menu, "es", kTuning,
     "Gracias por llamar a la clínica Santa Ana. Para citas, marque uno. Para resultados, marque dos. Para hablar con "
     "una persona, espere en la línea."},
    {menu, "es", kHeldOut,
     "Bienvenido a Ferretería López. Si desea hacer un pedido, oprima uno. Si ya hizo su pedido, oprima dos."},
    {menu, "id", kTuning,
     "Terima kasih telah menghubungi Toko Sinar Jaya. Untuk penjualan, tekan satu. Untuk layanan pelanggan, tekan "
     "dua."},
    {menu, "id", kHeldOut,
     "Selamat datang di Hotel Melati. Untuk pemesanan kamar, tekan satu. Untuk resepsionis, tekan nol."},
});

}  // namespace

std::span<const Text> all_texts() { return kTexts; }

}  // namespace tiller::answering::trial
