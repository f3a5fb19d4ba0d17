package io.gradus.jit.emit;

import static java.lang.constant.ConstantDescs.BSM_CLASS_DATA_AT;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.DEFAULT_NAME;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Turns loops into kernels. Equal loops are the same kernel as long as it is in use.
public final class Kernels {
  /// The length of the longest method that HotSpot compiles, in bytes.
  static final int LONGEST = 8000;

  /// The most instructions for which [#fits] can be true.
  public static final int MAX_INSTRUCTIONS = 250;

  private static final Cache<Key, Kernel> KNOWN = new Cache<>();

  /// From fast to short.
  private static final List<LoopEmitter.Style> STYLES =
      List.of(
          new LoopEmitter.Style(8, 16), new LoopEmitter.Style(2, 4), new LoopEmitter.Style(1, 1));

  private Kernels() {}

  private record Key(Loop loop, Target target) {}

  private record Written(byte[] bytes, List<Object> data, int length) {}

  /// The kernel of a loop, compiled at the first request.
  public static Kernel of(Loop loop, Target target) {
    return KNOWN.get(new Key(loop, target), k -> define(write(loop, target)));
  }

  /// The same in a class of its own. HotSpot can leave code behind in its first compiler for good;
  /// new code gets a new chance.
  static Kernel fresh(Loop loop, Target target) {
    return define(write(loop, target));
  }

  /// True if the loop is short enough to run fast on every target. Longer loops should be split;
  /// they run, but as scalar loops or, if very long, interpreted.
  public static boolean fits(Loop loop) {
    return loop.code().size() <= MAX_INSTRUCTIONS
        && IntStream.of(0, 128, 512)
            .allMatch(bits -> write(new Analysis(loop), bits).length() < LONGEST);
  }

  /// True if there is vector code for all of the loop.
  public static boolean inVectors(Loop loop) {
    return !new Analysis(loop).scalarOnly();
  }

  /// The class file of the kernel, to print it.
  public static byte[] bytes(Loop loop, Target target) {
    return write(loop, target).bytes();
  }

  /// The length of the method in bytes. Above [#LONGEST] it would only be interpreted.
  static int length(Loop loop, Target target) {
    return write(loop, target).length();
  }

  private static Kernel define(Written w) {
    try {
      MethodHandles.Lookup lookup =
          MethodHandles.lookup().defineHiddenClassWithClassData(w.bytes(), w.data(), true);
      MethodType plain = MethodType.methodType(void.class);
      return (Kernel) lookup.findConstructor(lookup.lookupClass(), plain).invoke();
    } catch (Throwable e) {
      throw new IllegalStateException("kernel cannot be defined", e);
    }
  }

  private static Written write(Loop loop, Target target) {
    Analysis analysis = new Analysis(loop);
    Written best = write(analysis, target.bits());
    return best.length() < LONGEST ? best : write(analysis, 0);
  }

  private static Written write(Analysis analysis, int width) {
    int bits = analysis.scalarOnly() ? 0 : width;
    Written best = null;
    for (LoopEmitter.Style style : STYLES) {
      try {
        best = write(analysis, bits, style);
      } catch (IllegalArgumentException e) { // longer than a method can be
        if (style == STYLES.getLast()) {
          throw new KernelTooLongException(e);
        }
        continue;
      }
      if (best.length() < LONGEST) {
        break;
      }
    }
    return best;
  }

  private static Written write(Analysis analysis, int bits, LoopEmitter.Style style) {
    ClassDesc name = ClassDesc.of(Kernels.class.getPackageName() + ".Emitted");
    ClassDesc kernel = Kernel.class.describeConstable().orElseThrow();
    ClassDesc operands = Operands.class.describeConstable().orElseThrow();
    List<Object> data = new ArrayList<>();
    byte[] bytes =
        ClassFile.of()
            .build(
                name,
                b ->
                    b.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER)
                        .withInterfaceSymbols(kernel)
                        .withMethodBody(INIT_NAME, MTD_void, 0, Kernels::constructor)
                        .withMethodBody(
                            "run",
                            MethodTypeDesc.of(CD_void, operands, CD_int, CD_int, CD_int, CD_int),
                            ClassFile.ACC_PUBLIC,
                            c -> {
                              data.clear();
                              LoopEmitter.emit(c, analysis, bits, style, map -> push(c, data, map));
                            }));
    return new Written(bytes, data, length(ClassFile.of().parse(bytes)));
  }

  private static int length(ClassModel model) {
    return model.methods().stream()
        .filter(m -> m.methodName().equalsString("run"))
        .map(m -> ((CodeAttribute) m.code().orElseThrow()).codeLength())
        .findFirst()
        .orElseThrow();
  }

  private static void constructor(CodeBuilder c) {
    c.aload(0).invokespecial(CD_Object, INIT_NAME, MTD_void).return_();
  }

  /// A constant array of the class.
  private static Runnable push(CodeBuilder c, List<Object> data, int[] map) {
    int known = -1;
    for (int i = 0; i < data.size(); i++) {
      if (Arrays.equals((int[]) data.get(i), map)) {
        known = i;
      }
    }
    if (known < 0) {
      known = data.size();
      data.add(map);
    }
    DynamicConstantDesc<?> constant =
        DynamicConstantDesc.ofNamed(BSM_CLASS_DATA_AT, DEFAULT_NAME, CD_int.arrayType(), known);
    return () -> c.ldc(constant);
  }
}
