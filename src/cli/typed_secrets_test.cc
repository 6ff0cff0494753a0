#include "cli/typed_secrets.h"

#include <gtest/gtest.h>

namespace tiller::cli {
namespace {

TEST(TypedSecrets, AreToldByTheirFieldsAndNeverByTheirValues) {
    EXPECT_EQ(warning_of_typed_secrets({"line", "add", "name=OUT", "password=s3cret"}),
              "what is typed can be read by everybody on this machine: use password=@file for password");
    EXPECT_EQ(warning_of_typed_secrets({"key", "add", "app_secret=x", "--server", "http://h", "--key", "y"}),
              "what is typed can be read by everybody on this machine: use app_secret=@file for app_secret, "
              "TILLER_ADMIN_KEY for --key");
    EXPECT_NE(warning_of_typed_secrets({"line", "list", "--key=y"}), "");
}

TEST(TypedSecrets, FilesAndOtherFieldsAreNone) {
    EXPECT_EQ(warning_of_typed_secrets({}), "");
    EXPECT_EQ(warning_of_typed_secrets({"line", "add", "password=@file", "username=password"}), "");
    EXPECT_EQ(warning_of_typed_secrets({"line", "set", "OUT", "password=null", "passwords=x", "password="}), "");
    EXPECT_EQ(warning_of_typed_secrets({"crypt", "encrypt", "--key", "key.file"}), "");
}

}  // namespace
}  // namespace tiller::cli
