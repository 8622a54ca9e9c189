#include "imaging/origin_model.h"

#include "imaging/trees.h"

namespace imaging {
namespace {

#include "imaging/model/origin_model.inc"

}  // namespace

double render_score(const OriginMeasure& measure) {
    return sum_of<3>(render_trees, numbers_of(measure));
}

}  // namespace imaging
