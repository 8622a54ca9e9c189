// The models of the line readers, linked into the program: the eye opens no file.
    .section .rodata
    .global gatehouse_mrz_model
    .global gatehouse_mrz_model_end
    .balign 16
gatehouse_mrz_model:
    .incbin "imaging/model/mrz_line.onnx"
gatehouse_mrz_model_end:
    .byte 0
    .global gatehouse_text_model
    .global gatehouse_text_model_end
    .balign 16
gatehouse_text_model:
    .incbin "imaging/model/text_line.onnx"
gatehouse_text_model_end:
    .byte 0
    .section .note.GNU-stack,"",%progbits
