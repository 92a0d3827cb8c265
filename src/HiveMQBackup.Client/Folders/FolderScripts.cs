namespace HiveMQBackup.Client.Folders;

/// <summary>
/// The scripts that run in a broker's container. They require only what every image with a shell has. Names and sizes are arguments,
/// never part of a script.
/// </summary>
internal static class FolderScripts
{
    /// <summary>The folder cannot be created or written to.</summary>
    internal const int NotWritable = 20;

    /// <summary>Less arrived than was sent, or it could not be written.</summary>
    internal const int Incomplete = 21;

    /// <summary>There is something at the place already.</summary>
    internal const int Exists = 22;

    /// <summary>There is no such folder.</summary>
    internal const int Missing = 23;

    /// <summary>The same command runs already: it was requested over both protocols.</summary>
    internal const int RunsTwice = 24;

    private const string Folder = "f=${HIVEMQ_BACKUP_FOLDER:-/opt/hivemq/backup}\n";

    /// <summary>Prints the backup folder, and the free disk space as <c>df -Pk</c> does, of its parent if it does not exist yet.</summary>
    internal const string Space = Folder + """
        d=$f
        while [ ! -d "$d" ]; do case $d in */*) d=${d%/*}; d=${d:-/};; *) d=.;; esac; done
        printf '%s\n' "$f"
        df -Pk "$d" | tail -n 1
        """;

    /// <summary>
    /// Writes its input to a file in a temporary folder, and prints the SHA-256 of what was written, or nothing if the image cannot compute it.
    /// Input that ends too early leaves nothing behind: the client may be gone. Arguments: temporary folder, file, length, "eof" if the
    /// input has an end.
    /// </summary>
    internal const string Receive = Folder + """
        t=$f/$1
        mkdir -p "$f" || exit 20
        mkdir "$t" || { [ -d "$t" ] && exit 24; exit 20; }
        if [ "$4" = eof ]; then cat; else head -c "$3"; fi > "$t/$2"
        if [ $? -ne 0 ] || [ "$(stat -c %s "$t/$2" 2>/dev/null || wc -c < "$t/$2")" -ne "$3" ]; then rm -rf "$t"; exit 21; fi
        sha256sum < "$t/$2" || true
        """;

    /// <summary>
    /// Gives a received folder its name; succeeds again if it has done so. Arguments: temporary folder, id, file.
    /// </summary>
    internal const string Place = Folder + """
        if [ ! -e "$f/$1" ] && [ -e "$f/$2/$3" ]; then exit 0; fi
        if [ -e "$f/$2" ]; then exit 22; fi
        mv "$f/$1" "$f/$2"
        """;

    /// <summary>
    /// Removes temporary folders, and the one that has been given its name although the client does not know it. Arguments: id, file, the
    /// temporary folder for which that is unknown or nothing, the temporary folders.
    /// </summary>
    internal const string Discard = Folder + """
        i=$f/$1 n=$2 p=$3
        shift 3
        if [ -n "$p" ] && [ ! -e "$f/$p" ] && [ -e "$i/$n" ]; then rm -rf "$i" || exit; fi
        for t in "$@"; do rm -rf "$f/$t" || exit; done
        """;

    /// <summary>Removes a backup's folder. Argument: id.</summary>
    internal const string Remove = Folder + """
        [ -d "$f/$1" ] && [ ! -L "$f/$1" ] || exit 23
        rm -rf "$f/$1"
        """;
}
