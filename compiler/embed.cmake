# Writes OUTPUT, a C file with the texts gatcc carries inside itself: the Lua
# library (LIBRARY, a folder), the runtime's header (HEADER), its functions that draw weights (FUNCTIONS) and the helpers of
# emitted C (HELPERS, a folder), style and script of pages (PAGE, a folder). Run by the build as
#   cmake -DLIBRARY=compiler/lua -DHEADER=runtime/gatrt.h -DFUNCTIONS=runtime/exec/functions.c -DHELPERS=compiler/c/lib
#         -DPAGE=compiler/product -DOUTPUT=lua_library.c -P embed.cmake
cmake_minimum_required(VERSION 3.16)

include(${CMAKE_CURRENT_LIST_DIR}/../runtime/c_array.cmake)

file(GLOB layers RELATIVE "${LIBRARY}" "${LIBRARY}/nn/*.lua")
list(SORT layers)
list(REMOVE_ITEM layers nn/common.lua)
set(names "")
foreach(name prelude.lua loss.lua train.lua nn/common.lua ${layers})   # in the order in which they run
    if(EXISTS "${LIBRARY}/${name}")
        list(APPEND names "${name}")
    endif()
endforeach()

set(text "/* Made by embed.cmake from the files named below. */\n#include \"compiler/base/embedded.h\"\n\n")
set(rows "")
set(count 0)
foreach(name ${names})
    c_array("${LIBRARY}/${name}" array)
    string(APPEND text "static const char text_${count}[] = ${array};\n\n")
    string(APPEND rows "    {\"${name}\", text_${count}, sizeof text_${count} - 1},\n")
    math(EXPR count "${count} + 1")
endforeach()
string(APPEND rows "    {NULL, NULL, 0},\n")
string(APPEND text "const struct LuaFile lua_library[] = {\n${rows}};\nconst int lua_library_count = ${count};\n\n")
c_array("${HEADER}" array)
string(APPEND text "const char gatrt_header_text[] = ${array};\n\n")
c_array("${FUNCTIONS}" array)
string(APPEND text "const char exact_functions_text[] = ${array};\n\n")

# helpers.h lists the headers in the order in which emitted C has them.
file(STRINGS "${HELPERS}/helpers.h" headers REGEX "^#include ")
list(TRANSFORM headers REPLACE "^#include \"(.*)\"$" "${HELPERS}/\\1")
c_array("${headers}" array)
string(APPEND text "const char helpers_text[] = ${array};\n")

# What a page that trains holds beside its data: PAGE, a folder.
c_array("${PAGE}/live.js" array)
string(APPEND text "\n#include \"compiler/product/live.h\"\nconst char live_script_text[] = ${array};\n\n")
c_array("${PAGE}/live.css" array)
string(APPEND text "const char live_style_text[] = ${array};\n")
file(WRITE "${OUTPUT}" "${text}")
