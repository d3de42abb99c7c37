# Writes OUTPUT, a C file with the texts that every report holds: style.css and script.js of the folder FOLDER. Run by the
# build as   cmake -DFOLDER=runtime/report -DOUTPUT=report_texts.c -P embed.cmake
cmake_minimum_required(VERSION 3.16)
include(${CMAKE_CURRENT_LIST_DIR}/../c_array.cmake)

set(text "/* Made by embed.cmake from style.css and script.js. */\n#include \"runtime/report/texts.h\"\n\n")
c_array("${FOLDER}/style.css" array)
string(APPEND text "const char report_style_text[] = ${array};\n\n")
c_array("${FOLDER}/script.js" array)
string(APPEND text "const char report_script_text[] = ${array};\n")
file(WRITE "${OUTPUT}" "${text}")
