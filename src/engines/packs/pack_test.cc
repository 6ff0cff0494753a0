#include "engines/packs/pack.h"

#include <gmock/gmock.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "engines/packs/pack_store.h"
#include "engines/packs/unpack.h"

namespace tiller::engines {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

const std::string kHash(64, 'a');
const std::string kWhisper =
    "name: tiny\nengine: whisper\nlanguages: [en-US]\nlicence: MIT\nfiles:\n"
    "  - {role: encoder, path: e.onnx, sha256: " +
    kHash +
    "}\n"
    "  - {role: decoder, path: d.onnx, sha256: " +
    kHash +
    "}\n"
    "  - {role: tokens, path: t.txt, sha256: " +
    kHash + "}\n";

std::string changed(std::string text, const std::string& from, const std::string& to) {
    size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

TEST(PackManifestTest, SaysWhatAPackIs) {
    auto pack = read_pack_manifest(kWhisper);
    ASSERT_TRUE(pack) << pack.error().message;
    EXPECT_EQ(pack->name, "tiny");
    EXPECT_FALSE(pack->is_voice());
    pack->folder = "/packs/tiny";
    EXPECT_THAT(worker_arguments(*pack, "/lib"),
                ElementsAre("/lib", "whisper", "encoder=/packs/tiny/e.onnx", "decoder=/packs/tiny/d.onnx",
                            "tokens=/packs/tiny/t.txt", "language=en"));
}

TEST(PackManifestTest, WhatIsWrongIsTold) {
    auto fault = [](const std::string& from, const std::string& to) {
        auto pack = read_pack_manifest(changed(kWhisper, from, to));
        return pack ? "none" : pack.error().message;
    };
    EXPECT_THAT(fault("name: tiny", "name: ../tiny"), HasSubstr("name \"../tiny\" must be made of"));
    EXPECT_THAT(fault("engine: whisper", "engine: kokoro"), HasSubstr("engine \"kokoro\""));
    EXPECT_THAT(fault("e.onnx", "../../etc/passwd"), HasSubstr("must lie within the pack"));
    EXPECT_THAT(fault("e.onnx", "/etc/passwd"), HasSubstr("must lie within the pack"));
    EXPECT_THAT(fault("sha256: a", "sha256: x"), HasSubstr("must be 64 hex digits"));
    EXPECT_THAT(fault("licence: MIT\n", ""), HasSubstr("licence is missing"));
    EXPECT_EQ(fault("role: tokens", "role: joiner"), "files: a whisper pack has one tokens");
    EXPECT_EQ(fault("engine: whisper", "engine: zipformer"), "files: a zipformer pack has one joiner");
    EXPECT_THAT(read_pack_manifest("[").error().message, HasSubstr("pack.yaml:1: "));
}

/// Files in a folder of their own.
class PackFilesTest : public testing::Test {
  protected:
    PackFilesTest() : folder_(testing::TempDir() + "tiller-packs-XXXXXX") {
        EXPECT_NE(mkdtemp(folder_.data()), nullptr);
    }
    ~PackFilesTest() override { fs::remove_all(folder_); }
    std::string write(const std::string& name, const std::string& text) const {
        const fs::path path = fs::path(folder_) / name;
        fs::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << text;
        return path.string();
    }
    /// An archive by Python's tarfile.
    std::string archive(const std::string& program) const {
        const std::string path = folder_ + "/a.tar.gz";
        const std::string script =
            write("make.py", "import io, tarfile\ntar = tarfile.open('" + path +
                                 "', 'w:gz')\ndef put(name, data=b'', **more):\n"
                                 "    info = tarfile.TarInfo(name)\n    info.size = len(data)\n"
                                 "    for key, value in more.items(): setattr(info, key, value)\n"
                                 "    tar.addfile(info, io.BytesIO(data))\n" +
                                 program + "\ntar.close()\n");
        EXPECT_EQ(std::system(("/usr/bin/python3 " + script).c_str()), 0);
        return path;
    }
    std::string folder_;
};

TEST_F(PackFilesTest, HashesAreCompared) {
    const std::string path = write("f", "abc");
    EXPECT_EQ(*hash_file(path), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_TRUE(verify_file(path, "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"));
    EXPECT_THAT(verify_file(path, kHash).error().message, HasSubstr("its SHA-256 is ba7816bf"));
    EXPECT_EQ(verify_file(folder_ + "/nothing", kHash).error().kind, ErrorKind::not_found);
}

TEST_F(PackFilesTest, AnArchiveIsUnpackedBelowItsFolder) {
    const std::string path = archive("put('a/b.txt', b'hello'); put('c', b'x' * 2000000)");
    ASSERT_TRUE(unpack(path, folder_ + "/out"));
    EXPECT_EQ(fs::file_size(folder_ + "/out/a/b.txt"), 5u);
    EXPECT_EQ(fs::file_size(folder_ + "/out/c"), 2'000'000u);
}

TEST_F(PackFilesTest, WhatLeadsOutOfTheFolderIsRefused) {
    for (const char* program :
         {"put('../b', b'x')", "put('a/../../b', b'x')", "put('/tmp/tiller-evil', b'x')",
          "put('l', type=tarfile.SYMTYPE, linkname='/etc')", "put('l', type=tarfile.LNKTYPE, linkname='make.py')",
          "put('f', type=tarfile.FIFOTYPE)"}) {
        auto done = unpack(archive(program), folder_ + "/out");
        ASSERT_FALSE(done) << program;
        EXPECT_THAT(done.error().message, HasSubstr("which is no file below its folder")) << program;
    }
    EXPECT_THAT(unpack(archive("[put(f'f{i}') for i in range(1001)]"), folder_ + "/out").error().message,
                HasSubstr("more than 1000 files"));
    EXPECT_THAT(unpack(write("no.tar", "this is no archive"), folder_ + "/out").error().message,
                HasSubstr("no archive"));
    EXPECT_FALSE(unpack(folder_ + "/nothing", folder_ + "/out"));
}

}  // namespace
}  // namespace tiller::engines
