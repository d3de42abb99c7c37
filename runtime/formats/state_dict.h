/* state_dict.h - weights in a file of torch.save: a dict of names to tensors, by itself or a member of the dict saved. */
#ifndef STATE_DICT_H
#define STATE_DICT_H

#include "runtime/runtime.h"

bool   state_dict_file(const char *path, bool *is, Error *error);    /* is it of torch.save, by how it begins? */
/* key: as --key has it, or NULL; taken: the name of the member that was chosen without one, or "" */
Tensors *state_dict_read(const char *path, const char *key, char taken[TAKEN], Error *error);

#endif
