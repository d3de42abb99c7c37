/* texts.h - style.css and script.js, which the build makes into C (embed.cmake). */
#ifndef REPORT_TEXTS_H
#define REPORT_TEXTS_H

extern const char report_style_text[], report_script_text[];

#endif
