#!/usr/bin/env python3
"""The mean of two readers of one course of training, weight by weight: steadier than either (Izmailov et al., 2018).

    /usr/bin/python3 mean.py EARLIER.onnx LATER.onnx SHARE_OF_LATER OUT.onnx

Debian: python3-onnx.
"""
import sys
import onnx, onnx.numpy_helper as numpy_helper

earlier, later, share = onnx.load(sys.argv[1]), onnx.load(sys.argv[2]), float(sys.argv[3])
for a, b in zip(earlier.graph.initializer, later.graph.initializer):
    assert a.name == b.name and a.dims == b.dims
    mean = numpy_helper.to_array(a) * (1 - share) + numpy_helper.to_array(b) * share
    a.CopyFrom(numpy_helper.from_array(mean.astype('float32'), a.name))
onnx.save(earlier, sys.argv[4])
