//! a call of gatrt_data_load, which is outside the contract
#include "gatrt.h"

int planted(void);
int planted(void)
{
    char error[256];
    gatrt_data *data = gatrt_data_load("karate", error);
    gatrt_data_free(data);
    return data != 0;
}
