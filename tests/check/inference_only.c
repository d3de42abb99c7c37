//! (as an inference source)
#ifndef GATCC_INFERENCE_ONLY
static float scale(float x)
{
    return 2.0f * x;
}
#endif

float planted(float x);
float planted(float x)
{
    return scale(x);
}
