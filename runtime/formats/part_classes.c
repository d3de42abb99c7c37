/* part_classes.c - answers that are texts, as numpy saves names of classes: each text is a class, numbered as names_sort has
 * it, by value where all are whole numbers, else by bytes. An empty text is a row whose class is not known.
 */
#include "runtime/formats/names.h"
#include "runtime/formats/parts.h"

#include <inttypes.h>
#include <string.h>

static bool add_class(const Load *l, const NpyArray *y, int64_t v, Names *names, gatrt_set *set, char *text)
{
    if (!npy_text(y, v, text))
        return error_set(l->error, "%s: %s[%" PRId64 "] is no text: it holds what is no character", l->name, y->name,
                         v);
    set->label[v] = *text ? (int32_t)names_add(names, text, strlen(text)) : GATRT_UNKNOWN;
    return true;
}

static void tell(const Load *l, const gatrt_set *set, const NpyArray *y)
{
    int64_t unknown = 0;
    char text[150] = "";
    size_t at = 0;
    for (int64_t v = 0; v < set->rows; v++)
        unknown += set->label[v] == GATRT_UNKNOWN;
    for (int64_t c = 0; c < set->classes && at < sizeof text; c++)
        at +=
            (size_t)snprintf(text + at, sizeof text - at, "%s%" PRId64 " %.40s", c ? ", " : "", c, set->class_name[c]);
    origin_add(l->data, ORIGIN_USED, y->name, "classes by name: %s%s", text, at < sizeof text ? "" : "...");
    if (unknown > 0)
        origin_add(l->data, ORIGIN_REMARK, y->name, "%" PRId64 " empty texts: the classes of these %ss are not known",
                   unknown, set_word(set));
}

bool part_classes(const Load *l, gatrt_set *set, const NpyArray *y)
{
    Names *names = names_new();
    char *text = mem_alloc((size_t)y->item + 1, 1);
    bool good = true;
    set->label = mem_alloc((size_t)set->rows, sizeof *set->label);
    for (int64_t v = 0; good && v < set->rows; v++)
        good = add_class(l, y, v, names, set, text);
    mem_free(text);
    if (!good) {
        names_free(names);
        return false;
    }
    names_number_classes(names, set);
    set->class_name = names_take(names);
    tell(l, set, y);
    return true;
}
