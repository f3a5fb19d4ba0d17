package io.gradus.op;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Shape;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;

/// Loops of the reference semantics. Functions are evaluated in double precision and rounded once.
final class Elementwise {
  private Elementwise() {}

  static Array map(Array x, DoubleUnaryOperator f) {
    int n = x.size();
    if (x.dtype() == DType.F32) {
      float[] in = x.floats();
      float[] out = new float[n];
      for (int i = 0; i < n; i++) {
        out[i] = (float) f.applyAsDouble(in[i]);
      }
      return Array.of(x.shape(), out);
    }
    double[] in = x.doubles();
    double[] out = new double[n];
    for (int i = 0; i < n; i++) {
      out[i] = f.applyAsDouble(in[i]);
    }
    return Array.of(x.shape(), out);
  }

  static Array zip(Array x, Array y, DoubleBinaryOperator f) {
    int n = x.size();
    if (x.dtype() == DType.F32) {
      float[] a = x.floats();
      float[] b = y.floats();
      float[] out = new float[n];
      for (int i = 0; i < n; i++) {
        out[i] = (float) f.applyAsDouble(a[i], b[i]);
      }
      return Array.of(x.shape(), out);
    }
    double[] a = x.doubles();
    double[] b = y.doubles();
    double[] out = new double[n];
    for (int i = 0; i < n; i++) {
      out[i] = f.applyAsDouble(a[i], b[i]);
    }
    return Array.of(x.shape(), out);
  }

  /// An array of the given shape whose element `i` is the element `from(i)` of `x`; a negative
  /// position yields 0.
  static Array pick(Array x, Shape shape, IntUnaryOperator from) {
    int n = shape.size();
    if (x.dtype() == DType.F32) {
      float[] in = x.floats();
      float[] out = new float[n];
      for (int i = 0; i < n; i++) {
        int j = from.applyAsInt(i);
        out[i] = j < 0 ? 0 : in[j];
      }
      return Array.of(shape, out);
    }
    double[] in = x.doubles();
    double[] out = new double[n];
    for (int i = 0; i < n; i++) {
      int j = from.applyAsInt(i);
      out[i] = j < 0 ? 0 : in[j];
    }
    return Array.of(shape, out);
  }

  /// Adds element `i` of `x` to element `to(i)` of an array of zeros; a negative position drops it.
  static Array scatter(Array x, Shape shape, IntUnaryOperator to) {
    Array out = Array.zeros(x.dtype(), shape);
    int n = x.size();
    if (x.dtype() == DType.F32) {
      float[] in = x.floats();
      float[] o = out.floats();
      for (int i = 0; i < n; i++) {
        int j = to.applyAsInt(i);
        if (j >= 0) {
          o[j] += in[i];
        }
      }
    } else {
      double[] in = x.doubles();
      double[] o = out.doubles();
      for (int i = 0; i < n; i++) {
        int j = to.applyAsInt(i);
        if (j >= 0) {
          o[j] += in[i];
        }
      }
    }
    return out;
  }

  /// Builds an array from its elements computed in double precision.
  static Array fill(DType dtype, Shape shape, IntToDoubleFunction f) {
    Array out = Array.zeros(dtype, shape);
    if (dtype == DType.F32) {
      float[] o = out.floats();
      for (int i = 0; i < o.length; i++) {
        o[i] = (float) f.applyAsDouble(i);
      }
    } else {
      double[] o = out.doubles();
      for (int i = 0; i < o.length; i++) {
        o[i] = f.applyAsDouble(i);
      }
    }
    return out;
  }
}
