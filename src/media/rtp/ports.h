#pragma once
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.h"

namespace tiller::media {

class Ports;

/// A bound UDP socket, non-blocking; closed and its port given back when destroyed.
class Port {
  public:
    ~Port();
    Port(const Port&) = delete;
    Port& operator=(const Port&) = delete;

    int descriptor() const { return descriptor_; }
    int number() const { return number_; }
    int family() const { return family_; }

  private:
    friend class Ports;
    Port(Ports& ports, int descriptor, int number, int family)
        : ports_(ports), descriptor_(descriptor), number_(number), family_(family) {}
    Ports& ports_;
    int descriptor_;
    int number_;
    int family_;  // AF_INET or AF_INET6
};

/// The range of RTP ports. Ports are handed out in turn, so that one that was just given back rests longest: packets of
/// the call before may still be coming. Thread rule: any thread. Must outlive its Ports.
class Ports {
  public:
    /// Even ports of [first, last]; `first` 0: whatever the system has free. Error (invalid): bad address or range.
    static Result<std::unique_ptr<Ports>> make(const std::string& bind_address, int first, int last);

    /// A port of the bind address; of `local`, if that is an address of the other family.
    /// Error (unavailable): all ports, or the process's file descriptors, are used up, or `local` is not ours.
    Result<std::unique_ptr<Port>> open(std::string_view local = {});

  private:
    friend class Port;
    Ports(std::string address, int first, int last);
    Result<std::unique_ptr<Port>> bind(const std::string& address, int number, bool& taken);
    void give_back(int number);
    int choose();

    const std::string address_;
    const int first_, last_;
    std::mutex mutex_;
    std::vector<bool> used_;  // by (port - first) / 2
    size_t next_ = 0;
};

}  // namespace tiller::media
