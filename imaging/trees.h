#pragma once
// Sums of small trees over measures: what the recipes in model/ write down and the eye adds up.
#include <array>
#include <cstddef>
#include <span>

namespace imaging {

/// A complete tree of `depth` levels: at each node a measure and a limit; above the limit is to the right.
template <std::size_t depth>
struct Tree {
    struct Node {
        std::size_t measure;
        double limit;
    };
    std::array<Node, (1u << depth) - 1> nodes;          // level by level
    std::array<double, std::size_t{1} << depth> leaves;  // from left to right
};

/// Log odds, natural.
template <std::size_t depth>
double sum_of(std::span<const Tree<depth>> trees, std::span<const double> measures) {
    double sum = 0;
    for (const auto& tree : trees) {
        std::size_t at = 0;
        for (std::size_t level = 0; level < depth; ++level)
            at = 2 * at + (measures[tree.nodes[at].measure] > tree.nodes[at].limit ? 2 : 1);
        sum += tree.leaves[at - tree.nodes.size()];
    }
    return sum;
}

}  // namespace imaging
