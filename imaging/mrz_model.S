// The model of the MRZ line reader, linked into the program: the eye opens no file.
    .section .rodata
    .global gatehouse_mrz_model
    .global gatehouse_mrz_model_end
    .balign 16
gatehouse_mrz_model:
    .incbin "imaging/model/mrz_line.onnx"
gatehouse_mrz_model_end:
    .byte 0
    .section .note.GNU-stack,"",%progbits
