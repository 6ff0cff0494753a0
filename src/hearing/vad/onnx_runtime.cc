#include "hearing/vad/onnx_runtime.h"

#include <dlfcn.h>

#include <functional>

namespace tiller::hearing {
namespace {

// From onnxruntime_c_api.h: a table of functions that is only ever appended to, so that version 1 of it is in every
// library. The places are those of OrtApi's members.
struct Table {
    const void* functions[101];
};
struct TableBase {
    const Table* (*get)(uint32_t version);
    const char* (*version)();
};
enum Place {
    kGetErrorMessage = 2,
    kCreateEnv = 3,
    kCreateSession = 7,
    kRun = 9,
    kCreateSessionOptions = 10,
    kSetOptimization = 23,
    kSetIntraOpThreads = 24,
    kCreateTensor = 49,
    kCreateCpuMemory = 69,
    kReleaseEnv = 92,
    kReleaseStatus = 93,
    kReleaseMemory = 94,
    kReleaseSession = 95,
    kReleaseValue = 96,
    kReleaseOptions = 100,
};
constexpr int kErrorsOnly = 3;  // ORT_LOGGING_LEVEL_ERROR
constexpr int kAll = 99;        // ORT_ENABLE_ALL
constexpr int kArena = 1, kDefaultMemory = 0;

class Library {
  public:
    explicit Library(const Table* table) : table_(table) {}

    /// Calls a function that returns a status.
    template <class... Arguments>
    Result<void> call(Place place, Arguments... arguments) const {
        void* const status = at<void*(Arguments...)>(place)(arguments...);
        if (status == nullptr) return {};
        Error error = invalid(at<const char*(const void*)>(kGetErrorMessage)(status));
        at<void(void*)>(kReleaseStatus)(status);
        return error;
    }
    void release(Place place, void* thing) const {
        if (thing != nullptr) at<void(void*)>(place)(thing);
    }

  private:
    template <class Function>
    Function* at(Place place) const {
        return reinterpret_cast<Function*>(const_cast<void*>(table_->functions[place]));
    }
    const Table* table_;
};

/// Something of the library's, released with this.
class Owned {
  public:
    Owned(const Library& library, Place release) : library_(library), release_(release) {}
    ~Owned() { library_.release(release_, thing_); }
    Owned(const Owned&) = delete;
    Owned& operator=(const Owned&) = delete;
    void** out() { return &thing_; }
    void* get() const { return thing_; }

  private:
    const Library& library_;
    const Place release_;
    void* thing_ = nullptr;
};

class OpenModel final : public OnnxModel {
  public:
    explicit OpenModel(const Table* table) : library_(table) {}

    Result<void> load(const std::string& model) {
        if (auto done = library_.call(kCreateEnv, kErrorsOnly, "tiller", env_.out()); !done) return done;
        Owned options(library_, kReleaseOptions);
        if (auto done = library_.call(kCreateSessionOptions, options.out()); !done) return done;
        if (auto done = library_.call(kSetOptimization, options.get(), kAll); !done) return done;
        if (auto done = library_.call(kSetIntraOpThreads, options.get(), 1); !done) return done;
        if (auto done = library_.call(kCreateCpuMemory, kArena, kDefaultMemory, memory_.out()); !done) return done;
        return library_.call(kCreateSession, env_.get(), model.c_str(), options.get(), session_.out());
    }

    Result<void> run(std::span<const Tensor> inputs, std::span<const Tensor> outputs) override {
        std::vector<const char*> names;
        std::vector<std::unique_ptr<Owned>> values;
        std::vector<void*> handles;
        for (const auto& tensors : {inputs, outputs}) {
            for (const Tensor& tensor : tensors) {
                auto value = std::make_unique<Owned>(library_, kReleaseValue);
                auto made = library_.call(kCreateTensor, memory_.get(), tensor.data, tensor.bytes, tensor.shape.data(),
                                          tensor.shape.size(), static_cast<int>(tensor.type), value->out());
                if (!made) return made;
                names.push_back(tensor.name);
                handles.push_back(value->get());
                values.push_back(std::move(value));
            }
        }
        const void* const no_options = nullptr;
        return library_.call(kRun, session_.get(), no_options, names.data(), handles.data(), inputs.size(),
                             names.data() + inputs.size(), outputs.size(), handles.data() + inputs.size());
    }

  private:
    const Library library_;
    Owned env_{library_, kReleaseEnv}, memory_{library_, kReleaseMemory}, session_{library_, kReleaseSession};
};

}  // namespace

Result<std::unique_ptr<OnnxModel>> OnnxModel::open(const std::string& runtime, const std::string& model) {
    void* const library = dlopen(runtime.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (library == nullptr) return not_found(dlerror());
    auto* const base = reinterpret_cast<const TableBase* (*)()>(dlsym(library, "OrtGetApiBase"));
    const Table* const table = base == nullptr ? nullptr : base()->get(1);
    if (table == nullptr) return invalid("\"" + runtime + "\" is no ONNX Runtime");
    auto opened = std::make_unique<OpenModel>(table);
    if (auto loaded = opened->load(model); !loaded) return loaded.error();
    return std::unique_ptr<OnnxModel>(std::move(opened));
}

}  // namespace tiller::hearing
