#pragma once
// For tests: an authority of our own, and certificates of its making.
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

namespace tiller::sip {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

inline Key make_key() { return {EVP_EC_gen("P-256"), EVP_PKEY_free}; }

inline void add_extension(X509* certificate, int kind, const std::string& value) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str());
    EXPECT_NE(extension, nullptr) << value;
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

inline void set_name(X509_NAME* name, const std::string& common) {
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(common.c_str()), -1,
                               -1, 0);
}

/// `names` as OpenSSL writes them: "DNS:a.example,IP:192.0.2.1,URI:sip:example"; empty for no subjectAltName.
inline Certificate make_certificate(EVP_PKEY* key, const std::string& common, const std::string& names,
                                    const std::string& issuer, EVP_PKEY* issuer_key, bool is_authority = false) {
    static long serial = 0;
    Certificate made(X509_new(), X509_free);
    X509_set_version(made.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(made.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), 3600);
    set_name(X509_get_subject_name(made.get()), common);
    X509_NAME* by = X509_NAME_new();
    set_name(by, issuer);
    X509_set_issuer_name(made.get(), by);
    X509_NAME_free(by);
    X509_set_pubkey(made.get(), key);
    if (is_authority) add_extension(made.get(), NID_basic_constraints, "critical,CA:TRUE");
    if (!names.empty()) add_extension(made.get(), NID_subject_alt_name, names);
    X509_sign(made.get(), issuer_key, EVP_sha256());
    return made;
}

/// Signs certificates, and writes folders as EndpointOptions::tls_folder wants them.
class Authority {
  public:
    explicit Authority(std::string name)
        : name_(std::move(name)),
          key_(make_key()),
          own_(make_certificate(key_.get(), name_, "", name_, key_.get(), true)) {}

    /// A folder with a certificate of this authority, that trusts `trusted`.
    std::string folder(const std::string& path, const std::string& common, const std::string& names,
                       const Authority& trusted) const {
        std::filesystem::create_directories(path);
        const Key key = make_key();
        const Certificate certificate = make_certificate(key.get(), common, names, name_, key_.get());
        write(path + "/agent.pem", [&](FILE* file) {
            PEM_write_X509(file, certificate.get());
            PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
        });
        write(path + "/cafile.pem", [&](FILE* file) { PEM_write_X509(file, trusted.own_.get()); });
        return path;
    }

  private:
    template <class What>
    static void write(const std::string& path, What what) {
        FILE* file = std::fopen(path.c_str(), "w");
        ASSERT_NE(file, nullptr) << path;
        what(file);
        std::fclose(file);
    }

    const std::string name_;
    const Key key_;
    const Certificate own_;
};

}  // namespace tiller::sip
