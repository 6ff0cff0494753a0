#pragma once
// For headers that only name a form.

namespace tiller::form {

template <class T>
class Form;

/// Who reads: a field that the management interface makes where it is left out is required of a file.
enum class Reading { file, request };

}  // namespace tiller::form
