#pragma once
// ONNX Runtime by its plain C entry, loaded while the program runs: it is there or it is not.
#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"

namespace tiller::hearing {

/// A tensor on memory of the caller's, which outlives the run.
struct Tensor {
    enum class Type { floats = 1, int64s = 7 };  // ONNXTensorElementDataType
    const char* name;
    Type type;
    void* data;
    size_t bytes;
    std::vector<int64_t> shape;
};

/// A model that is ready to run.
/// Thread rule: any thread; runs of several threads do not touch each other.
class OnnxModel {
  public:
    /// Loads the runtime (a shared library that stays loaded until the process ends) and the model. Errors: not_found,
    /// invalid (another library, or no model that it takes).
    static Result<std::unique_ptr<OnnxModel>> open(const std::string& runtime, const std::string& model);
    virtual ~OnnxModel() = default;
    /// One thread does the work: that which calls.
    virtual Result<void> run(std::span<const Tensor> inputs, std::span<const Tensor> outputs) = 0;
};

}  // namespace tiller::hearing
