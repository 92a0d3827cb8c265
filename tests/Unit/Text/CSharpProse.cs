namespace HiveMQBackup.Unit.Text;

/// <summary>The comments and string literals of a C# file, each where it stands; the code is blanked out.</summary>
internal sealed class CSharpProse
{
    // Code between two texts: no phrase goes across it.
    private const char Code = '\0';

    private readonly string _source;
    private readonly char[] _prose;
    private int _at;

    private CSharpProse(string source)
    {
        _source = source;
        _prose = [.. source.Select(c => char.IsWhiteSpace(c) ? c : Code)];
    }

    /// <summary>Text of the same length and lines as the source.</summary>
    internal static string Of(string source)
    {
        var prose = new CSharpProse(source);
        prose.ReadCode(isHole: false);
        return new string(prose._prose);
    }

    private void ReadCode(bool isHole)
    {
        for (var depth = 0; _at < _source.Length;)
        {
            if (Starts("//")) ReadLineComment();
            else if (Starts("/*")) Keep(End("*/", 2));
            else if (_source[_at] == '\'') SkipCharacter();
            else if (IsLiteral(out var quote)) ReadLiteral(quote);
            else if (isHole && depth == 0 && _source[_at] == '}') return;
            else depth += _source[_at++] switch { '{' or '(' => 1, '}' or ')' => -1, _ => 0 };
        }
    }

    // The slashes go, so that a phrase may go on in the next line.
    private void ReadLineComment()
    {
        while (Starts("/")) _prose[_at++] = ' ';
        Keep(End("\n", 0));
    }

    private void SkipCharacter()
    {
        _at += Starts("'\\") ? 3 : 2;
        _at = Math.Min(_source.Length, _source.IndexOf('\'', Math.Min(_at, _source.Length - 1)) + 1);
    }

    private bool IsLiteral(out int quote)
    {
        quote = _at;
        while (quote < _source.Length && _source[quote] is '$' or '@') quote++;
        return quote < _source.Length && _source[quote] == '"';
    }

    private void ReadLiteral(int quote)
    {
        var prefix = _source[_at..quote];
        var quotes = _source.AsSpan(quote).IndexOfAnyExcept('"') is >= 0 and var length ? length : _source.Length - quote;
        _at = quote;
        if (quotes >= 3) Keep(End(new string('"', quotes), quotes));
        else if (quotes == 2 && !prefix.Contains('@', StringComparison.Ordinal)) _at += 2;
        else ReadText(prefix.Contains('@', StringComparison.Ordinal), prefix.Contains('$', StringComparison.Ordinal));
    }

    private void ReadText(bool isVerbatim, bool hasHoles)
    {
        _at++;
        while (_at < _source.Length && (_source[_at] != '"' || (isVerbatim && Starts("\"\""))))
        {
            if (hasHoles && _source[_at] == '{' && !Starts("{{"))
            {
                _at++;
                ReadCode(isHole: true);
            }
            else
            {
                var isEscape = isVerbatim ? Starts("\"\"") : _source[_at] == '\\';
                Keep(_at + (isEscape || (hasHoles && Starts("{{")) ? 2 : 1));
            }
        }
        _at++;
    }

    private bool Starts(string text) => string.CompareOrdinal(_source, _at, text, 0, text.Length) == 0;

    private int End(string closing, int opening) =>
        _source.IndexOf(closing, _at + opening, StringComparison.Ordinal) is >= 0 and var at ? at + closing.Length : _source.Length;

    private void Keep(int end)
    {
        for (end = Math.Min(end, _source.Length); _at < end; _at++) _prose[_at] = _source[_at];
    }
}
