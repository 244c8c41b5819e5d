using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Calls;

namespace RaceSafe.Analyzers.Safety.Evidence;

/// <summary>On how many threads of its type's own a delegate runs.</summary>
internal enum Started
{
    /// <summary>Nothing says that it runs on another thread.</summary>
    Never,

    /// <summary>On one: a loop in a task, a timer.</summary>
    Once,

    /// <summary>On several: <c>Parallel.ForEach</c>, a task started in a loop.</summary>
    Often,
}

/// <summary>Calls that run a delegate on another thread, by their spelling.</summary>
internal static class ThreadStarts
{
    /// <summary>How a lambda, or a method by its name, is started where it is handed over.</summary>
    public static Started Of(ExpressionSyntax function)
    {
        if (function.Parent is ArgumentSyntax { Parent.Parent: ObjectCreationExpressionSyntax { ArgumentList.Arguments.Count: 1, Type: var type } wrapper } && LastName(type.ToString()) is "WaitCallback" or "ThreadStart" or "ParameterizedThreadStart" or "TimerCallback" or "ElapsedEventHandler" or "Action") function = wrapper;
        if (function.Parent is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.AddAssignmentExpression, Left: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Elapsed" } }) return Started.Once;
        if (function.Parent is not ArgumentSyntax { Parent.Parent: { } site } || IsWaitedFor(site)) return Started.Never;
        if (IsParallel(site, function)) return Started.Often;
        return !Is(site) ? Started.Never : IsRepeated(site) ? Started.Often : Started.Once;
    }

    /// <summary>The start may come again while what it started still runs: in a loop, or once per element.</summary>
    /// <param name="site">The start.</param>
    /// <param name="variable">Where the variable in question is declared: what repeats around that gives each start its own.</param>
    public static bool IsRepeated(SyntaxNode site, SyntaxNode? variable = null)
    {
        foreach (var ancestor in site.Ancestors())
        {
            if (variable is not null && ancestor.Span.Contains(variable.Span)) return false;
            switch (ancestor)
            {
                case { } loop when Loops.Is(loop) && !WaitsInside(loop, site) && !Loops.IsLeftAfter(site, loop):
                    return true;
                case AnonymousFunctionExpressionSyntax { Parent: ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Select" or "ForEach" } } } }
                    when !WaitsInside(ancestor, site):
                    return true;
                case BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax:
                    return false;
            }
        }

        return false;
    }

    /// <summary>The code that starts it waits for its end at once.</summary>
    public static bool IsWaitedFor(SyntaxNode site) =>
        site.Parent is AwaitExpressionSyntax or MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax { Parent: AwaitExpressionSyntax } }
        && !IsParallel(site, null);

    /// <summary>The lambda given to a start in which a node stands.</summary>
    public static AnonymousFunctionExpressionSyntax? Around(SyntaxNode node)
    {
        foreach (var ancestor in node.Ancestors())
            if (ancestor is AnonymousFunctionExpressionSyntax function && Of(function) != Started.Never) return function;
        return null;
    }

    /// <summary>A task or thread is started in there, and left to itself.</summary>
    public static bool IsIn(SyntaxNode code)
    {
        foreach (var node in code.DescendantNodesAndSelf())
            if (Is(node) && !IsWaitedFor(node) && node is InvocationExpressionSyntax or ObjectCreationExpressionSyntax { Type: IdentifierNameSyntax { Identifier.ValueText: "Thread" } }) return true;
        return false;
    }

    private static bool Is(SyntaxNode site) => site switch
    {
        BaseObjectCreationExpressionSyntax creation => TypeOf(creation) is { } type && LastName(type.ToString()) is "Thread" or "Timer",
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => access.Name.Identifier.ValueText switch
        {
            "Run" => access.Expression.ToString() is "Task" or "System.Threading.Tasks.Task",
            "StartNew" or "QueueUserWorkItem" or "UnsafeQueueUserWorkItem" => true,
            _ => false,
        },
        _ => false,
    };

    /// <summary>The call runs what it is given once per element, side by side.</summary>
    private static bool IsParallel(SyntaxNode site, ExpressionSyntax? function) => site is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } && access.Name.Identifier.ValueText switch
    {
        "For" or "ForEach" or "ForEachAsync" => LastName(access.Expression.ToString()) == "Parallel",
        "ForAll" => true,
        "Select" => function is AnonymousFunctionExpressionSyntax { AsyncKeyword.RawKind: not (int)SyntaxKind.None } && Gathered.Is(site),
        _ => false,
    };

    private static bool WaitsInside(SyntaxNode loop, SyntaxNode site) =>
        site.FirstAncestorOrSelf<AwaitExpressionSyntax>() is { } wait && loop.Span.Contains(wait.Span);

    /// <summary>What is created; for <c>new(…)</c>, what the variable or member that it goes to is declared as.</summary>
    private static TypeSyntax? TypeOf(BaseObjectCreationExpressionSyntax creation) => creation switch
    {
        ObjectCreationExpressionSyntax { Type: var named } => named,
        { Parent: EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax declaration } } } => declaration.Type,
        { Parent: EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax property } } => property.Type,
        { Parent: AssignmentExpressionSyntax { Left: IdentifierNameSyntax name } } => FieldType(name),
        _ => null,
    };

    private static TypeSyntax? FieldType(IdentifierNameSyntax name)
    {
        if (name.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type) return null;
        foreach (var member in type.Members)
        {
            if (member is not FieldDeclarationSyntax field) continue;
            foreach (var variable in field.Declaration.Variables)
                if (variable.Identifier.ValueText == name.Identifier.ValueText) return field.Declaration.Type;
        }

        return null;
    }

    private static string LastName(string type) => type.Substring(type.LastIndexOf('.') + 1).TrimEnd('?');
}
