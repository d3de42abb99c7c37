/* well_formed.c - is a page XML as it stands, as strict as expat reads it? Prints what is wrong; 0: it is.
 *
 *   cc well_formed.c -lexpat -o well_formed && ./well_formed page.html
 */
#include <expat.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    static char bytes[1 << 16];
    FILE *from = argc == 2 ? fopen(argv[1], "rb") : NULL;
    XML_Parser parser = XML_ParserCreate("UTF-8");
    size_t size;
    if (!from || !parser)
        return 2;
    do {
        size = fread(bytes, 1, sizeof bytes, from);
        if (XML_Parse(parser, bytes, (int)size, size < sizeof bytes) == XML_STATUS_ERROR) {
            printf("%s:%lu: %s\n", argv[1], XML_GetCurrentLineNumber(parser),
                   XML_ErrorString(XML_GetErrorCode(parser)));
            return 1;
        }
    } while (size == sizeof bytes);
    XML_ParserFree(parser);
    fclose(from);
    return 0;
}
