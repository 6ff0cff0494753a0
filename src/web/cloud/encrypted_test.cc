// Encrypted requests and answers (docs/contract/partners.md, "AES").
#include "base/crypto/sealed_body.h"
#include "base/text.h"
#include "store/encryption_keys.h"
#include "store/sign_keys.h"
#include "web/cloud/cloud_testing.h"
#include "wire_security/body_cipher.h"
#include "wire_security/signature.h"

namespace tiller::cloud {
namespace {

using testing::HasSubstr;
using testing::Not;

class EncryptedTest : public ApiTest {
  protected:
    EncryptedTest() { add_key("old", old_); }

    void add_key(const std::string& id, const std::string& bytes) {
        store_->write([&](store::Tx& tx) {
            store::insert_encryption_key(tx, {.account = demo_, .id = id, .sealed = {}, .created = clock_.now()},
                                         bytes);
        });
    }
    void encrypt(const store::AccountEncryption& wanted) {
        store_->write([&](store::Tx& tx) {
            auto account = *store::find_account(tx, demo_);
            account.encryption = wanted;
            store::update_account(tx, account);
        });
        clock_.advance(CallerCache::kLife);
    }
    http::Response send(std::string method, std::string target, std::string body = {}) {
        return route(request_of(std::move(method), "/service/cloud" + target, std::move(body)));
    }
    std::string sealed(const std::string& body, const std::string& key, AesMode mode = AesMode::gcm) {
        return seal_body(body, key, mode, random_);
    }
    /// The plain answer, and the key that it was encrypted with is as expected.
    Reply opened(http::Response response, const std::string& key, const std::string& id) {
        for (auto& [name, value] : response.headers) {
            if (name == wire_security::kEncryptionKeyHeader) EXPECT_EQ(value, id);
        }
        std::string wire = response.body;
        if (response.stream) {
            for (std::string piece = response.stream(); !piece.empty(); piece = response.stream()) wire += piece;
            response.stream = nullptr;
        }
        auto body = open_body(wire, std::array{key});
        EXPECT_TRUE(body) << wire;
        response.body = body ? body->body : "{}";
        return Reply(std::move(response));
    }

    const std::string old_ = std::string(kAesKeyBytes, 'o'), new_ = std::string(kAesKeyBytes, 'n');
    const std::string plan_ = plan_of(row_of("+6281234567890"));
};

TEST_F(EncryptedTest, RequestMustBeEncryptedInEitherMode) {
    encrypt({.requests = true});
    Reply plain = post("/v2/plan", plan_);
    EXPECT_EQ(plain.code, 10302);
    EXPECT_THAT(plain.status, HasSubstr("encrypted"));
    EXPECT_EQ(post("/v2/plan", sealed(plan_, new_)).code, 10302) << "a key of nobody";
    EXPECT_EQ(count("plans"), 0);
    EXPECT_EQ(post("/v2/plan", sealed(plan_, old_)).code, 200);
    std::string second = plan_of(row_of("+6281234567890"), R"("PlanName":"q","Perform":1)");
    EXPECT_EQ(post("/v2/plan", sealed(second, old_, AesMode::cbc)).code, 200);
    EXPECT_EQ(get("/plan?PlanName=p").code, 200) << "a read has no body";
}

/// A body does not say which way it goes (docs/encryption.md), so one of ours opens as a request.
TEST_F(EncryptedTest, WhatWeEncryptedIsNoOrderWhenItIsSentBack) {
    encrypt({.requests = true, .answers = true});
    ASSERT_EQ(opened(send("POST", "/v2/plan", sealed(plan_, old_)), old_, "old").code, 200);
    const int64_t plans = count("plans"), tasks = count("tasks"), numbers = count("numbers");
    const int64_t at_work = opened(send("GET", "/plan?PlanName=p"), old_, "old").number("/data/Total");
    for (const char* target : {"/plan?PlanName=p", "/list", "/strategy", "/robot"}) {
        http::Response answer = send("GET", target);
        std::string ours = answer.body;
        if (answer.stream) {
            for (std::string piece = answer.stream(); !piece.empty(); piece = answer.stream()) ours += piece;
        }
        ASSERT_TRUE(open_body(ours, std::array{old_})) << target;
        for (const char* path : {"/v2/plan", "/task", "/operation", "/cancelphonecall", "/cancelplanphonecall"}) {
            Reply refused = opened(send("POST", path, ours), old_, "old");
            EXPECT_GT(refused.code, 10'000) << target << " to " << path << ": " << refused.text;
        }
    }
    EXPECT_EQ(count("plans"), plans);
    EXPECT_EQ(count("tasks"), tasks);
    EXPECT_EQ(count("numbers"), numbers);
    EXPECT_EQ(opened(send("GET", "/plan?PlanName=p"), old_, "old").number("/data/Total"), at_work);
    authorization_.clear();
    EXPECT_EQ(send("POST", "/v2/plan", sealed(plan_, old_)).status, 401) << "a key for bodies lets nobody in";
}

TEST_F(EncryptedTest, WhatDoesNotOpenIsRefusedAndChangesNothing) {
    encrypt({.requests = true, .answers = true});
    auto other = [](std::string text, std::string_view name, auto change) {
        size_t begin = text.find("\"" + std::string(name) + "\":\"") + name.size() + 4;
        size_t end = text.find('"', begin);
        return text.substr(0, begin) + change(text.substr(begin, end - begin)) + text.substr(end);
    };
    auto flipped = [](std::string base64) {
        base64[1] = base64[1] == 'A' ? 'B' : 'A';
        return base64;
    };
    auto first_four = [](std::string_view base64) { return to_base64(from_base64(base64)->substr(0, 4)); };
    auto none = [](std::string_view) { return std::string(); };
    std::vector<std::string> wrong = {
        "", "null", "[]", "{}", "\"text\"", std::string(1000, '['), R"({"iv":1,"data":2,"tag":3})"};
    for (AesMode mode : {AesMode::gcm, AesMode::cbc}) {
        std::string good = sealed(plan_, old_, mode);
        wrong.push_back(good.substr(0, good.size() / 2));
        wrong.push_back(sealed(good, old_, mode));  // opens, and is no plan
        for (const char* member : {"iv", "data", "tag"}) {
            wrong.push_back(other(good, member, flipped));
            wrong.push_back(other(good, member, first_four));  // a short tag would be easier to guess
            wrong.push_back(other(good, member, none));
            wrong.push_back(other(good, member, [](const std::string& base64) { return base64 + "*"; }));
        }
    }
    std::string as_cbc = sealed(plan_, old_);
    as_cbc.back() = ',';
    wrong.push_back(as_cbc + R"("mode":"cbc"})");
    wrong.push_back(as_cbc + R"("mode":null})");
    wrong.push_back(as_cbc + R"("mode":"ecb"})");
    for (const std::string& wire : wrong) {
        Reply refused = opened(send("POST", "/v2/plan", wire), old_, "old");
        EXPECT_TRUE(refused.code == 10302 || refused.code == 10301) << wire << " -> " << refused.text;
        EXPECT_THAT(refused.status, Not(HasSubstr("6281234567890")));
    }
    EXPECT_EQ(count("plans"), 0);
}

TEST_F(EncryptedTest, ReadWithABodyMustHaveItEncrypted) {
    encrypt({.requests = true});
    EXPECT_EQ(Reply(send("GET", "/robot", "{}")).code, 10302);
    EXPECT_EQ(Reply(send("GET", "/robot", sealed("{}", old_))).code, 200);
    EXPECT_EQ(Reply(send("POST", "/robot", sealed("{}", old_))).code, 200);
}

TEST_F(EncryptedTest, BigBodyOpens) {
    encrypt({.requests = true});
    std::string plan = plan_;
    plan.insert(1, R"("Ignored":")" + std::string(10 << 20, 'x') + R"(",)");
    for (AesMode mode : {AesMode::gcm, AesMode::cbc}) {
        EXPECT_EQ(post("/v2/plan", sealed(plan, old_, mode)).code, mode == AesMode::gcm ? 200 : 10801);
    }
}

TEST_F(EncryptedTest, SignatureIsOverWhatIsSent) {
    encrypt({.requests = true});
    const std::string key(32, 'a'), wire = sealed(plan_, old_);
    store_->write([&](store::Tx& tx) { store::put_sign_key(tx, {.account = demo_, .id = key, .secret = "mine"}); });
    auto send_signed = [&](const std::string& over) {
        http::Request request = request_of("POST", "/service/cloud/v2/plan", wire);
        request.headers["x-airudder-sign-key"] = key;
        request.headers["x-airudder-sign"] = wire_security::sign_body("mine", over);
        return Reply(route(std::move(request))).code;
    };
    EXPECT_EQ(send_signed(plan_), 401);
    EXPECT_EQ(send_signed(wire), 200);
}

TEST_F(EncryptedTest, AnswersAreEncryptedRefusalsIncluded) {
    for (AesMode mode : {AesMode::gcm, AesMode::cbc}) {
        encrypt({.answers = true, .mode = mode});
        EXPECT_EQ(opened(send("GET", "/robot"), old_, "old").code, 200);
        EXPECT_EQ(opened(send("GET", "/plan?PlanName=none"), old_, "old").code, 10302);
        EXPECT_EQ(opened(send("POST", "/v2/plan", "not JSON"), old_, "old").response.status, 400);
    }
    authorization_ = "Token nobody";
    EXPECT_EQ(Reply(send("GET", "/robot")).code, 401) << "whose answer it would be is not known";
}

TEST_F(EncryptedTest, StreamedAnswerIsEncryptedAsItGoes) {
    std::string rows;
    for (int i = 0; i < 500; ++i) rows += (i ? "," : "") + row_of("+62812345" + std::to_string(10000 + i));
    std::string task = create(rows).string("/data/TaskID");
    Reply plain = get("/detail?TaskID=" + task);
    encrypt({.answers = true, .mode = AesMode::cbc});
    http::Response response = send("GET", "/detail?TaskID=" + task);
    EXPECT_TRUE(response.stream);
    EXPECT_EQ(opened(std::move(response), old_, "old").text, plain.text);
}

TEST_F(EncryptedTest, TwoKeysAreGoodDuringARotation) {
    encrypt({.requests = true, .answers = true});
    add_key("new", new_);
    clock_.advance(CallerCache::kLife);
    std::string stop = R"({"PlanName":"none","Action":"Stop"})";
    opened(send("GET", "/robot"), old_, "old");
    opened(send("POST", "/operation", sealed(stop, old_)), old_, "old");
    opened(send("POST", "/operation", sealed(stop, new_)), new_, "new");
    store_->write([&](store::Tx& tx) { store::delete_encryption_key(tx, demo_, "old"); });
    clock_.advance(CallerCache::kLife);
    opened(send("GET", "/robot"), new_, "new");
    EXPECT_EQ(opened(send("POST", "/operation", sealed(stop, old_)), new_, "new").code, 10302);
}

TEST_F(EncryptedTest, SameRequestEncryptedAnewIsTheSameForItsIdempotencyKey) {
    encrypt({.requests = true});
    Reply first = post("/v2/plan", sealed(plan_, old_), "once");
    Reply second = post("/v2/plan", sealed(plan_, old_), "once");
    EXPECT_EQ(second.header("Idempotent-Replayed"), "true");
    EXPECT_EQ(second.text, first.text);
}

TEST_F(EncryptedTest, KeyThatDoesNotOpenIsNeverReplacedByPlainText) {
    encrypt({.answers = true});
    store_->write([](store::Tx& tx) { store::set_rows(tx, "encryption_keys", {{"id", "another"}}); });
    clock_.advance(CallerCache::kLife);
    EXPECT_EQ(Reply(send("GET", "/robot")).code, 503);
}

}  // namespace
}  // namespace tiller::cloud
