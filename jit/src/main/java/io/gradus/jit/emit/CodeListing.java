package io.gradus.jit.emit;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Prints the method of a kernel, one bytecode instruction a line, with class names made short.
public final class CodeListing {
  private final Map<Label, Integer> labels = new HashMap<>();
  private final StringBuilder out = new StringBuilder();

  private CodeListing() {}

  /// The listing of the kernel of a loop. Works without the Vector API too.
  public static String of(Loop loop, Target target) {
    CodeModel code =
        ClassFile.of().parse(Kernels.bytes(loop, target)).methods().stream()
            .filter(m -> m.methodName().equalsString("run"))
            .findFirst()
            .orElseThrow()
            .code()
            .orElseThrow();
    CodeListing listing = new CodeListing();
    code.forEach(listing::line);
    return listing.out.toString();
  }

  private void line(CodeElement e) {
    switch (e) {
      case LabelTarget at -> out.append("  L").append(number(at.label())).append(":\n");
      case Instruction i -> out.append("    ").append(text(i)).append('\n');
      default -> {}
    }
  }

  private int number(Label label) {
    return labels.computeIfAbsent(label, _ -> labels.size());
  }

  private String text(Instruction i) {
    String name = i.opcode().name().toLowerCase(Locale.ROOT);
    return switch (i) {
      case LoadInstruction load -> plain(name) + " " + load.slot();
      case StoreInstruction store -> plain(name) + " " + store.slot();
      case IncrementInstruction inc -> name + " " + inc.slot() + " " + inc.constant();
      case ConstantInstruction.IntrinsicConstantInstruction _ -> name;
      case ConstantInstruction c -> name + " " + c.constantValue();
      case BranchInstruction b -> name + " L" + number(b.target());
      case FieldInstruction f ->
          name + " " + brief(f.owner().asSymbol()) + "." + f.name().stringValue();
      case InvokeInstruction call ->
          name
              + " "
              + brief(call.owner().asSymbol())
              + "."
              + call.name().stringValue()
              + brief(call.typeSymbol());
      default -> name;
    };
  }

  /// Without the number of the local variable, which some short forms have in their names.
  private static String plain(String name) {
    return name.replaceAll("_(\\d|w)$", "");
  }

  private static String brief(ClassDesc c) {
    return c.displayName();
  }

  private static String brief(MethodTypeDesc type) {
    return type.parameterList().stream()
            .map(CodeListing::brief)
            .collect(Collectors.joining(", ", "(", ")"))
        + brief(type.returnType());
  }
}
