#pragma once
// flite behind a C face: its own headers are C that no C++ compiler takes.
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    int16_t* samples;  // malloc'ed; free with free()
    int count;
    int rate;
} flite_speech;

/// Names of the voices ("slt", …) from index 0, the default; NULL past the end.
const char* flite_voice_name(int index);

/// Speaks ASCII `text`. 0 on success. Not thread-safe: one call at a time in the whole process, because flite counts
/// references without atomics and reports errors through one global jump buffer.
int flite_speak(int voice, const char* text, flite_speech* out);

/// Writes into `out` how flite would speak a word of a-z and ': phones of the CMU set in capitals with a blank between,
/// "HH AH L OW". Their number, 0 when there is no room or nothing to say. Not thread-safe, as above.
int flite_phones(const char* word, char* out, int room);

#ifdef __cplusplus
}
#endif
