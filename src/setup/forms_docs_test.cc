// The tables of fields in docs/ are made from the forms. TILLER_WRITE_DOCS=1 writes them anew:
//   TILLER_WRITE_DOCS=1 build/test/bin/setup_test --gtest_filter='FormsInDocs.*'
#include "form/form.h"
#include "form/table.h"
#include "setup/files_testing.h"
#include "setup/forms.h"

namespace tiller::setup {
namespace {

struct Table {
    const char* file;
    std::string_view name;  // between <!-- fields: name --> and <!-- end of fields -->
    const form::Fields& fields;
};

constexpr const char* kSetupFile = "docs/setup-file.md";
constexpr const char* kPartners = "docs/partner-push.md";

std::vector<Table> tables() {
    std::vector<Table> all;
    for (const NamedForm& form : all_forms()) {
        all.push_back({form.name == "routes" ? kPartners : kSetupFile, form.name, *form.fields});
    }
    return all;
}

std::string read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

TEST(FormsInDocs, TablesAreOfTheForms) {
    for (const Table& table : tables()) {
        std::string text = read_file(table.file);
        std::string begin = "<!-- fields: " + std::string(table.name) + " -->\n", end = "<!-- end of fields -->";
        size_t from = text.find(begin);
        ASSERT_NE(from, std::string::npos) << table.file << " has no table of " << table.name;
        from += begin.size();
        size_t to = text.find(end, from);
        ASSERT_NE(to, std::string::npos) << table.file;
        std::string wanted = "| `" + std::string(table.name) + "[]` | | default |\n| --- | --- | --- |\n" +
                             form::to_markdown(table.fields);
        if (std::getenv("TILLER_WRITE_DOCS")) {
            std::ofstream(table.file, std::ios::binary) << text.replace(from, to - from, wanted);
            continue;
        }
        EXPECT_EQ(text.substr(from, to - from), wanted)
            << table.file << " is stale: run this test with TILLER_WRITE_DOCS=1";
    }
}

}  // namespace
}  // namespace tiller::setup
