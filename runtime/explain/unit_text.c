/* unit_text.c - what is left out, in words: "edge 3 (ann) -> 7 (bo)", "node 3 (ann)", "feature 12". */
#include "runtime/explain/scene.h"

#include <inttypes.h>

static KeyText row_in_words(const SceneStage *stage, int space, int64_t row)
{
    return row_text(space_set(stage->model, stage->job->data, space), row);
}

UnitText unit_text(const SceneStage *stage, Unit unit)
{
    const char *space = stage->model->spaces[unit.space].name;
    UnitText text;
    if (stage->of == OF_FEATURES) {
        snprintf(text.text, sizeof text.text, "feature %" PRId64, unit.to);
    } else if (stage->of == OF_NODES) {
        snprintf(text.text, sizeof text.text, "%.40s %.160s", space, row_in_words(stage, unit.space, unit.to).text);
    } else {
        const Joined ends = space_ends(stage->model, unit.space);
        const bool pairs = unit.space == GATRT_EDGE && stage->model->recipe.symmetric > 0;
        snprintf(text.text, sizeof text.text, "%.40s %.160s %s %.160s", space,
                 row_in_words(stage, ends.from, unit.from).text, pairs ? "-" : "->",
                 row_in_words(stage, ends.to, unit.to).text);
    }
    return text;
}
