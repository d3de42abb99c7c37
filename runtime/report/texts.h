/* texts.h - style.css, script.js and picture.css, with the colours of style.css, which the build makes into C (embed.cmake). */
#ifndef REPORT_TEXTS_H
#define REPORT_TEXTS_H

extern const char report_style_text[], report_script_text[], report_picture_text[];

#endif
