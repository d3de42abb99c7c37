/* drawn.h - graphs as graph tools keep them: nodes and edges by name, attributes of both by name, of any type.
 *
 * A reader of one form (load_graphml.c, ...) tells what stands in the file, drawn.c keeps it, drawn_roles.c says which
 * attribute is what, drawn_data.c makes the data set. */
#ifndef DRAWN_H
#define DRAWN_H

#include "runtime/formats/names.h"

typedef enum { DRAWN_NODES, DRAWN_EDGES } DrawnOf;
typedef enum { DRAWN_EMPTY, DRAWN_NUMBER, DRAWN_FLAG, DRAWN_TEXT, DRAWN_LIST, DRAWN_MIXED } DrawnKind;

/* What --data says behind the file: FILE:label=NAME,features=A+B */
enum { DRAWN_PATH = 4096, DRAWN_ASKED = 1024 };
typedef enum { ASK_LABEL, ASK_FEATURES, ASK_WEIGHT, ASK_EDGE_FEATURES, ASK_COUNT } DrawnAsk;
typedef struct DrawnAsked {
    char path[DRAWN_PATH];
    char text[DRAWN_ASKED];
    const char *value[ASK_COUNT];        /* in text; NULL: not asked for */
} DrawnAsked;
extern const char *const drawn_ask_name[ASK_COUNT];

/* ---- drawn_ask.c: where the file is, and which form it has */
typedef enum { DRAWN_NO, DRAWN_GRAPHML, DRAWN_GEXF, DRAWN_GML, DRAWN_NODE_LINK } DrawnForm;
DrawnForm drawn_form(const char *spec);
bool   drawn_ask(DrawnAsked *asked, const char *spec, Error *error);

typedef struct DrawnCell { int64_t row; double value; } DrawnCell;  /* a number, 0 or 1, a text's number, where a list begins */
typedef struct DrawnColumn {
    DrawnKind kind;
    int64_t count, room;
    DrawnCell *cells;                    /* [count], as they came */
    double *numbers;                     /* of lists, one after the other, each `width` long */
    int64_t number_count, number_room, width;
    bool has_other;                      /* what a row without a cell has: `other`, of this kind */
    double other;
} DrawnColumn;
typedef struct DrawnTable { Names *names; DrawnColumn *columns; int64_t count, room; } DrawnTable;

typedef struct DrawnEdge { int32_t from, to; bool directed; } DrawnEdge;     /* ends are numbers of names */

typedef struct Drawn {
    const char *path;
    Error *error;
    int64_t line;                        /* where the reader is; 0: it has no lines, but */
    const char *list;                    /* a list, "nodes", and a place in it; NULL: neither */
    int64_t place;
    Names *ids;                          /* of nodes, whether they were told already or only edges name them */
    int32_t *row;                        /* [ids, or fewer] each one's row; -1: not told */
    int64_t row_room, rows;
    DrawnEdge *edges;
    int64_t edge_count, edge_room;
    DrawnTable of[2];
    Names *texts;                        /* of all attributes */
    bool label_names;                    /* the attribute "label" of nodes is what people call them, no class */
} Drawn;                                 /* owns all but path and error; drawn_free */

/* ---- drawn.c: what is in the file, told piece by piece. Functions that fail leave one line in `error`. */
void   drawn_begin(Drawn *d, const char *path, Error *error);
void   drawn_free(Drawn *d);
bool   drawn_error(const Drawn *d, const char *format, ...) __attribute__((format(printf, 2, 3)));  /* always false */
int64_t drawn_node(Drawn *d, const char *id);            /* its row; -1: it failed */
bool   drawn_called(Drawn *d, int64_t row, const char *label);      /* what people call a node, beside its name */
int64_t drawn_edge(Drawn *d, const char *from, const char *to, bool directed);
int64_t drawn_column(Drawn *d, DrawnOf of, const char *name);        /* an old one or a new one; -1 */
bool   drawn_number(Drawn *d, DrawnOf of, int64_t column, int64_t row, double number);   /* NaN: none */
bool   drawn_flag(Drawn *d, DrawnOf of, int64_t column, int64_t row, bool flag);
bool   drawn_text(Drawn *d, DrawnOf of, int64_t column, int64_t row, const char *text);
bool   drawn_list(Drawn *d, DrawnOf of, int64_t column, int64_t row, const double *numbers, int64_t count);
/* As the type that the file declares has it; row -1: what rows without it have. */
bool   drawn_typed(Drawn *d, DrawnOf of, int64_t column, int64_t row, DrawnKind kind, const char *text);

/* ---- drawn_roles.c: which attribute is what */
typedef enum { ROLE_NONE, ROLE_LABEL, ROLE_FEATURE, ROLE_MASK, ROLE_WEIGHT, ROLE_EDGE_FEATURE, ROLE_NAME } DrawnRole;
typedef struct DrawnRoles {
    DrawnRole *role[2];                  /* [columns], or NULL */
    const char **why[2];                 /* of ROLE_NONE */
    bool *other;                         /* [columns of nodes]: it might have been the classes, too */
    int64_t label, weight;               /* the column; -1: none */
    bool drawing;                        /* nodes have positions or colours */
    bool all;                            /* features are all numbers that there are */
} DrawnRoles;
bool   drawn_roles(DrawnRoles *roles, const Drawn *d, const DrawnAsked *asked);
void   drawn_roles_free(DrawnRoles *roles);

/* ---- drawn_data.c: the data set; frees nothing of `d` */
gatrt_data *drawn_data(Drawn *d, const char *spec, const DrawnAsked *asked, const DataUse *use);

/* What loaders share: `read` tells all of the file at asked.path. */
gatrt_data *drawn_load(const char *spec, const DataUse *use, bool (*read)(Drawn *d), Error *error);

#endif
