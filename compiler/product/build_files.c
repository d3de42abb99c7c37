/* build_files.c - Makefile and CMakeLists.txt of a product: a library, its test, its example. */
#include "compiler/product/product.h"

#include <string.h>

/* `template` with the model's name for each @; <what is there where weights are apart>. */
static void fill(const char *template, const Model *m, Out *o)
{
    for (const char *at = template; *at;) {
        const size_t length = strcspn(at, "@<>");
        out_text(o, "%.*s%s", (int)length, at, at[length] == '@' ? m->name : "");
        at += length;
        if (*at == '<' && !m->weights_apart)
            at += strcspn(at, ">");
        at += *at != 0;
    }
}

void write_makefile(const Model *m, Out *o)
{
    static const char makefile[] =
        "# make: lib@.a and example; make test: does it give here what it should? make lib@.so: for @.py\n"
        "CFLAGS ?= -O3\n"
        "\n"
        "all: lib@.a example\n"
        "\n"
        "lib@.a: @.o< @_weights.o>\n"
        "\t$(AR) rcs lib@.a @.o< @_weights.o>\n"
        "@.o: @.c @.h\n"
        "\t$(CC) -std=c11 $(CFLAGS) -c @.c -o @.o\n"
        "<@_weights.o: @_weights.c @_weights.bin @.h\n\t$(CC) -std=c11 $(CFLAGS) -fPIC -c @_weights.c -o @_weights.o\n>"
        "lib@.so: @.c @.h< @_weights.o>\n" /* for @.py */
        "\t$(CC) -std=c11 $(CFLAGS) -fPIC -shared @.c< @_weights.o> -lm -o lib@.so\n"
        "example: example.c @.h lib@.a\n"
        "\t$(CC) -std=c11 $(CFLAGS) example.c lib@.a -lm -o example\n"
        "@_test: @_test.c @.h lib@.a\n"
        "\t$(CC) -std=c11 $(CFLAGS) @_test.c lib@.a -lm -o @_test\n"
        "test: @_test\n"
        "\t./@_test\n"
        "clean:\n"
        "\trm -f @.o< @_weights.o> lib@.so lib@.a example @_test\n"
        "\n"
        ".PHONY: all test clean\n";
    fill(makefile, m, o);
}

void write_cmake(const Model *m, Out *o)
{
    static const char cmake[] =
        "# @ as a library of another project: add_subdirectory(this folder), target_link_libraries(yours PRIVATE @).\n"
        "cmake_minimum_required(VERSION 3.10)\n"
        "project(@ C)\n"
        "if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)\n"
        "    set(CMAKE_BUILD_TYPE Release)\n"
        "endif()\n"
        "\n"
        "add_library(@ STATIC @.c< @_weights.c>)\n"
        "<set_source_files_properties(@_weights.c PROPERTIES COMPILE_DEFINITIONS\n"
        "    \"GATCC_WEIGHTS_BIN=\\\"${CMAKE_CURRENT_SOURCE_DIR}/@_weights.bin\\\"\"\n"
        "    OBJECT_DEPENDS \"${CMAKE_CURRENT_SOURCE_DIR}/@_weights.bin\")\n>"
        "set_target_properties(@ PROPERTIES C_STANDARD 11 POSITION_INDEPENDENT_CODE ON)\n"
        "target_include_directories(@ PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})\n"
        "if(UNIX)\n"
        "    target_link_libraries(@ PUBLIC m)\n"
        "endif()\n"
        "\n"
        "if(CMAKE_SOURCE_DIR STREQUAL CMAKE_CURRENT_SOURCE_DIR)\n"
        "    enable_testing()\n"
        "    add_executable(example example.c)\n"
        "    target_link_libraries(example PRIVATE @)\n"
        "    add_executable(@_test @_test.c)\n"
        "    target_link_libraries(@_test PRIVATE @)\n"
        "    add_test(NAME @ COMMAND @_test)\n"
        "endif()\n";
    fill(cmake, m, o);
}
