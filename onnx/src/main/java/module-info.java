/// Exchange with other libraries: ONNX files of networks, out and in.
module io.gradus.onnx {
  requires transitive io.gradus.nn;

  exports io.gradus.onnx;
  exports io.gradus.onnx.proto;
}
