# embed(TARGET HEADER files...): puts files into the program, so that it runs from anywhere.
#
#   embed(mailers mailers/embedded.h letters/rejection.txt.mustache messages/en.messages)
#
# makes `#include "mailers/embedded.h"` with
#   std::string_view mailers::embedded::find(std::string_view name);  // data() == nullptr: no such file
#   std::span<const std::string_view> mailers::embedded::names();
# The namespace is the header's path. A name is the file's path below the folder of the calling CMakeLists.txt, or below its
# build folder when the file is made during the build. The bytes are those of the file, taken by the assembler.
include_guard(GLOBAL)

function(embed target header)
  string(REGEX REPLACE "\\.h$" "" stem "${header}")
  string(REPLACE "/" "::" space "${stem}")
  string(MAKE_C_IDENTIFIER "embedded_${stem}" symbol)
  set(place "${CMAKE_BINARY_DIR}/embedded/${target}")
  set(assembly "\t.section .rodata\n")
  set(externs "")
  set(rows "")
  set(names "")
  set(paths "")
  set(count 0)
  foreach(file IN LISTS ARGN)
    get_filename_component(path "${file}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_SOURCE_DIR}")
    set(name "")
    foreach(root "${CMAKE_CURRENT_BINARY_DIR}" "${CMAKE_CURRENT_SOURCE_DIR}")
      cmake_path(IS_PREFIX root "${path}" NORMALIZE below)
      if(below AND NOT name)
        file(RELATIVE_PATH name "${root}" "${path}")
      endif()
    endforeach()
    if(NOT name)
      message(FATAL_ERROR "embed: ${path} is outside of this folder and its build folder")
    endif()
    set(begin "${symbol}_${count}")
    string(APPEND assembly
      "\t.global ${begin}\n\t.global ${begin}_end\n${begin}:\n\t.incbin \"${path}\"\n${begin}_end:\n\t.byte 0\n")
    string(APPEND externs "extern const char ${begin}[], ${begin}_end[];\n")
    string(APPEND rows "    if (name == \"${name}\") return {${begin}, static_cast<std::size_t>(${begin}_end - ${begin})};\n")
    string(APPEND names "\"${name}\", ")
    list(APPEND paths "${path}")
    math(EXPR count "${count} + 1")
  endforeach()
  string(APPEND assembly "\t.section .note.GNU-stack,\"\",@progbits\n")

  file(CONFIGURE OUTPUT "${place}/${header}" CONTENT "#pragma once
#include <span>
#include <string_view>

namespace ${space} {
std::string_view find(std::string_view name);  // data() == nullptr: no such file
std::span<const std::string_view> names();
}  // namespace ${space}
" @ONLY)
  file(CONFIGURE OUTPUT "${place}/${stem}.cpp" CONTENT "#include \"${header}\"

extern \"C\" {
${externs}}

namespace ${space} {

std::string_view find(std::string_view name) {
${rows}    return {};
}

std::span<const std::string_view> names() {
    static constexpr std::string_view all[] = {${names}};
    return all;
}

}  // namespace ${space}
" @ONLY)
  file(CONFIGURE OUTPUT "${place}/${stem}_bytes.S" CONTENT "${assembly}" @ONLY)
  set_source_files_properties("${place}/${stem}_bytes.S" PROPERTIES OBJECT_DEPENDS "${paths}")
  target_sources(${target} PRIVATE "${place}/${stem}.cpp" "${place}/${stem}_bytes.S")
  target_include_directories(${target} PRIVATE "${place}")
endfunction()
