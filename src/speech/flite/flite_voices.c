#include "speech/flite/flite_voices.h"

#include <flite/flite.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

// The voice libraries ship without headers.
cst_voice* register_cmu_us_slt(const char* voxdir);
cst_voice* register_cmu_us_rms(const char* voxdir);
cst_voice* register_cmu_us_awb(const char* voxdir);
cst_voice* register_cmu_us_kal(const char* voxdir);

cst_lexicon* cmu_lex_init(void);

extern jmp_buf* cst_errjmp;

static const struct {
    const char* name;
    cst_voice* (*load)(const char* voxdir);
} kVoices[] = {
    {"slt", register_cmu_us_slt},
    {"rms", register_cmu_us_rms},
    {"awb", register_cmu_us_awb},
    {"kal", register_cmu_us_kal},
};
enum { kVoiceCount = sizeof kVoices / sizeof kVoices[0] };
static cst_voice* loaded[kVoiceCount];

const char* flite_voice_name(int index) { return index >= 0 && index < kVoiceCount ? kVoices[index].name : NULL; }

int flite_phones(const char* word, char* out, int room) {
    jmp_buf on_error;
    cst_val* volatile spoken = NULL;
    volatile int count = 0;
    int used = 0;
    if (room < 1) return 0;
    out[0] = 0;
    cst_errjmp = &on_error;
    if (setjmp(on_error) == 0) {
        flite_init();
        spoken = lex_lookup(cmu_lex_init(), word, NULL, NULL);
        for (const cst_val* at = spoken; at; at = val_cdr(at)) {
            const char* phone = val_string(val_car(at));
            // Reduced vowels and stress are of flite's set only.
            if (strncmp(phone, "ax", 2) == 0) phone = "ah";
            const int needed = (int)strlen(phone) + 2;
            if (used + needed > room) {
                count = 0;
                break;
            }
            if (used > 0) out[used++] = ' ';
            for (; *phone; phone++) {
                if (*phone >= 'a' && *phone <= 'z') out[used++] = (char)(*phone - 'a' + 'A');
            }
            out[used] = 0;
            count++;
        }
    }
    cst_errjmp = NULL;
    if (spoken) delete_val(spoken);
    if (count == 0) out[0] = 0;
    return count;
}

int flite_speak(int voice, const char* text, flite_speech* out) {
    // Without a jump buffer flite ends the process on an error of its own.
    jmp_buf on_error;
    cst_wave* volatile wave = NULL;
    memset(out, 0, sizeof *out);
    if (voice < 0 || voice >= kVoiceCount) return -1;
    cst_errjmp = &on_error;
    if (setjmp(on_error) == 0) {
        if (!loaded[voice]) {
            flite_init();
            loaded[voice] = kVoices[voice].load(NULL);
        }
        if (loaded[voice]) wave = flite_text_to_wave(text, loaded[voice]);
    }
    cst_errjmp = NULL;
    if (!wave) return -1;
    size_t bytes = (size_t)wave->num_samples * sizeof(int16_t);
    out->samples = malloc(bytes ? bytes : 1);
    if (out->samples) {
        memcpy(out->samples, wave->samples, bytes);
        out->count = wave->num_samples;
        out->rate = wave->sample_rate;
    }
    delete_wave(wave);
    return out->samples ? 0 : -1;
}
