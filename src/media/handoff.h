#pragma once
#include <atomic>

namespace tiller::media {

/// Passes nodes from many threads to one without a lock, in order. `Node` has a member `Node* next` that belongs to the
/// queue while the node is in it. Bounded by the nodes that exist: it makes none.
/// Thread rule: push from anywhere, never blocking; take_all from one thread. (As nodes are taken all at once, the
/// stack inside has no ABA problem.)
template <class Node>
class HandOff {
  public:
    /// True when the queue was empty before: the moment to wake the one who takes.
    bool push(Node* node) {
        Node* head = head_.load(std::memory_order_relaxed);
        do node->next = head;
        while (!head_.compare_exchange_weak(head, node, std::memory_order_release, std::memory_order_relaxed));
        return head == nullptr;
    }

    /// Everything pushed so far as a list, oldest first; null when there is nothing.
    Node* take_all() {
        Node* node = head_.exchange(nullptr, std::memory_order_acquire);
        Node* oldest_first = nullptr;
        while (node != nullptr) {
            Node* const next = node->next;
            node->next = oldest_first;
            oldest_first = node;
            node = next;
        }
        return oldest_first;
    }

    bool empty() const { return head_.load(std::memory_order_acquire) == nullptr; }

  private:
    std::atomic<Node*> head_{nullptr};
};

/// A list of nodes in order, for the thread that took them.
template <class Node>
class NodeList {
  public:
    bool empty() const { return first_ == nullptr; }
    Node* front() const { return first_; }

    void append(Node* node) {
        node->next = nullptr;
        (last_ == nullptr ? first_ : last_->next) = node;
        last_ = node;
    }
    /// Appends a whole list, as take_all gives it.
    void append_all(Node* node) {
        while (node != nullptr) {
            Node* const next = node->next;
            append(node);
            node = next;
        }
    }
    Node* pop() {
        Node* const node = first_;
        if (node == nullptr) return nullptr;
        first_ = node->next;
        if (first_ == nullptr) last_ = nullptr;
        return node;
    }

  private:
    Node* first_ = nullptr;
    Node* last_ = nullptr;
};

}  // namespace tiller::media
