/* state_dict.c - a state dict that torch.save wrote, as the tensors that a safetensors file of these names would give.
 *
 * Training scripts save it beside other things: {"epoch": .., "model": {..}, "optimizer": {..}}. Which member is meant
 * is what the user says, or the only one of a usual name that is a dict of tensors. Whatever else is in the file is not
 * looked at.
 */
#include "runtime/formats/state_dict.h"
#include "runtime/formats/torch.h"

#include <stdlib.h>
#include <string.h>

/* Eight bytes are a length in safetensors, below 2^32, and its header begins with a brace. */
bool state_dict_file(const char *path, bool *is, Error *error)
{
    unsigned char head[9];
    size_t size;
    if (!file_head(path, head, sizeof head, &size, error))
        return false;
    const bool tensors = size == sizeof head && !memcmp(head + 4, "\0\0\0\0{", 5);
    const bool pickle = size > 2 && head[0] == 0x80 && head[1] >= 2 && head[1] <= 5;
    *is = !tensors && (pickle || (size > 4 && !memcmp(head, "PK\3\4", 4)));
    return true;
}

/* ------------------------------------------------------------------ which value it is */

static bool is_tensor(const PickleValue *v)
{
    return v->kind == PICKLE_CALL && torch_is_array(v);
}

static bool is_state_dict(const PickleValue *v)
{
    if (!v || v->kind != PICKLE_DICT || v->count == 0)
        return false;
    for (size_t i = 0; i < v->count; i += 2)
        if (v->item[i]->kind != PICKLE_TEXT || !is_tensor(v->item[i + 1]))
            return false;
    return true;
}

/* Of a text that may hold anything, what can stand in a line. */
static void show_text(const PickleValue *v, char *to, size_t room)
{
    size_t used = 0;
    for (; used + 1 < room && used < v->length; used++)
        to[used] = (char)(v->bytes[used] < ' ' || v->bytes[used] > 126 ? '?' : v->bytes[used]);
    to[used] = '\0';
}

typedef struct Members {
    char text[112];
} Members;

static Members members_of(const PickleValue *v)
{
    Members m = {""};
    if (v->kind != PICKLE_DICT || v->count == 0) {
        snprintf(m.text, sizeof m.text, "%.100s", v->kind == PICKLE_DICT ? "nothing" : pickle_shown(v).text);
        return m;
    }
    size_t used = 0;
    for (size_t i = 0; i < v->count; i += 2) {
        char name[40] = "(no name)";
        if (v->item[i]->kind == PICKLE_TEXT)
            show_text(v->item[i], name, sizeof name);
        if (v->item[i]->kind == PICKLE_INT)
            snprintf(name, sizeof name, "%lld", (long long)v->item[i]->whole);
        const bool fits = used + strlen(name) + 6 < sizeof m.text;
        used += (size_t)snprintf(m.text + used, sizeof m.text - used, "%s%s", i ? ", " : "", fits ? name : "...");
        if (!fits)
            break;
    }
    return m;
}

/* A name may have dots itself: the longest that is there. */
static const PickleValue *next_member(const PickleValue *v, const char **key)
{
    char name[256];
    for (size_t length = strlen(*key); length > 0; length--) {
        const char end = (*key)[length];
        if ((end && end != '.') || length >= sizeof name)
            continue;
        memcpy(name, *key, length);
        name[length] = '\0';
        const PickleValue *found = pickle_get(v, name);
        if (found) {
            *key += length + (end == '.');
            return found;
        }
    }
    return NULL;
}

static const PickleValue *find_key(const Torch *t, const char *key, Error *error)
{
    const PickleValue *v = torch_root(t);
    for (const char *left = key; *left;) {
        const PickleValue *found = next_member(v, &left);
        if (!found) {
            error_set(error, "%s: --key %.40s: there is no %.40s in it; it holds %s", torch_where(t), key, left,
                      members_of(v).text);
            return NULL;
        }
        v = found;
    }
    if (is_state_dict(v))
        return v;
    error_set(error, "%s: --key %.40s: it is no dict of names to tensors; it holds %s", torch_where(t), key,
              members_of(v).text);
    return NULL;
}

static const PickleValue *find_usual(const Torch *t, char taken[TAKEN], Error *error)
{
    static const char *const usual[] = {"state_dict", "model_state_dict", "model", "net"};
    const PickleValue *v = torch_root(t), *found = NULL;
    int count = 0;
    if (is_state_dict(v))
        return v;
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        if (is_state_dict(pickle_get(v, usual[i]))) {
            found = pickle_get(v, usual[i]);
            snprintf(taken, TAKEN, "%s", usual[i]);
            count++;
        }
    if (count == 1)
        return found;
    if (v->kind == PICKLE_DICT)
        error_set(error, "%s: %s a dict of names to tensors; --key NAME takes one of what it holds: %s", torch_where(t),
                  count ? "more than one member is" : "it is not, and no member of a usual name is",
                  members_of(v).text);
    else
        error_set(error, "%s: it holds %.60s, but a state dict is needed: torch.save(model.state_dict(), FILE)",
                  torch_where(t), pickle_shown(v).text);
    return NULL;
}

/* ------------------------------------------------------------------ its tensors */

static int by_text(const void *left, const void *right)
{
    const PickleValue *a = *(PickleValue *const *)left, *b = *(PickleValue *const *)right;
    const int order = memcmp(a->bytes, b->bytes, a->length < b->length ? a->length : b->length);
    return order ? order : (a->length > b->length) - (a->length < b->length);
}

/* Python writes a name once; who wants to see others as weights than PyTorch does writes it twice. */
static bool check_once(const Torch *t, const PickleValue *dict, Error *error)
{
    const size_t count = dict->count / 2;
    const PickleValue **names = mem_alloc(count, sizeof *names);
    for (size_t i = 0; i < count; i++)
        names[i] = dict->item[2 * i];
    qsort(names, count, sizeof *names, by_text);
    bool once = true;
    char name[64];
    for (size_t i = 1; once && i < count; i++) {
        once = by_text(&names[i - 1], &names[i]) != 0;
        show_text(names[i], name, sizeof name);
    }
    mem_free(names);
    return once || error_set(error, "%s: the name %s is there twice; the file is damaged", torch_where(t), name);
}

static bool take_name(const Torch *t, const PickleValue *key, NamedTensor *to, Error *error)
{
    show_text(key, to->name, sizeof to->name);
    if (key->length >= sizeof to->name)
        return error_set(error, "%s: tensor \"%.48s\": its name is longer than 127 bytes", torch_where(t), to->name);
    return !memcmp(to->name, key->bytes, key->length) ||
           error_set(error, "%s: tensor \"%.48s\": its name has other than plain characters", torch_where(t), to->name);
}

static bool take_values(Torch *t, const PickleValue *v, NpyArray *a, NamedTensor *to, Error *error)
{
    if (a->kind != NPY_FLOAT && a->kind != NPY_INT && a->kind != NPY_UINT && a->kind != NPY_BOOL)
        return error_set(error, "%s: tensor \"%.48s\": it holds no numbers", torch_where(t), to->name);
    if (a->fortran && a->rank > 1)
        return error_set(error, "%s: tensor \"%.48s\": it is in Fortran's order; save it in C's", torch_where(t),
                         to->name);
    if (!torch_claim(t, to->name, a->count, sizeof *to->values, error) || !torch_load(t, v, a, error))
        return false;
    to->whole = a->kind != NPY_FLOAT;
    to->rank = a->rank;
    memcpy(to->dim, a->dim, (size_t)a->rank * sizeof to->dim[0]);
    to->count = a->count;
    to->values = mem_alloc(a->count > 0 ? (size_t)a->count : 1, sizeof *to->values);
    for (int64_t i = 0; i < a->count; i++)
        to->values[i] = (float)npy_number(a, i);
    return true;
}

static bool take_tensor(Torch *t, const PickleValue *key, const PickleValue *v, NamedTensor *to, Error *error)
{
    NpyArray a = {.bytes = NULL};
    const bool taken =
        take_name(t, key, to, error) && torch_look(t, v, to->name, &a, error) && take_values(t, v, &a, to, error);
    mem_free(a.bytes);
    return taken;
}

static Tensors *take_all(Torch *t, const PickleValue *dict, Error *error)
{
    const size_t count = dict->count / 2;
    if (count > INT32_MAX || !check_once(t, dict, error))
        return NULL;
    Tensors *all = mem_alloc(1, sizeof *all);
    all->tensors = mem_alloc(count, sizeof *all->tensors);
    for (all->count = 0; all->count < (int)count; all->count++) {
        const size_t i = 2 * (size_t)all->count;
        if (!take_tensor(t, dict->item[i], dict->item[i + 1], &all->tensors[all->count], error)) {
            tensors_free(all);
            return NULL;
        }
    }
    return all;
}

Tensors *state_dict_read(const char *path, const char *key, char taken[TAKEN], Error *error)
{
    taken[0] = '\0';
    Torch *t = torch_open(path, error);
    const PickleValue *dict = !t ? NULL : key ? find_key(t, key, error) : find_usual(t, taken, error);
    Tensors *all = dict ? take_all(t, dict, error) : NULL;
    torch_free(t);
    return all;
}
