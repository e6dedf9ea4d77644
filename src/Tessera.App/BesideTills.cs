using System.Runtime.InteropServices;

namespace Tessera.App;

/// <summary>
/// Where reports, exports and other work of the office is done: on threads of its own that give way to the tills. On the threads that answer requests two long
/// reads held as many threads as a small machine has, and tills waited until the pool noticed (trials R16).
/// </summary>
public static class BesideTills
{
    // So much nicer than the rest of the process: a tenth of a core where tills want all of it, and all that they leave.
    private const int Nicer = 10;

    /// <summary>Does what a piece of work does up to its first pause on a thread of its own; what follows the pause is short and goes on where others answer.</summary>
    public static Task<T> Do<T>(Func<Task<T>> work)
    {
        var begun = new TaskCompletionSource<Task<T>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            GiveWay();
            try
            {
                begun.SetResult(work());
            }
            catch (Exception fault)
            {
                begun.SetException(fault);
            }
        })
        {
            IsBackground = true, Name = "tessera-office",
        };
        thread.Start();
        return begun.Task.Unwrap();
    }

    // The runtime's own priorities do nothing on Linux, where a thread has a niceness of its own; it ends with the thread.
    private static void GiveWay()
    {
        if (OperatingSystem.IsLinux()) _ = Nice(Nicer);
        else Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
    }

    [DllImport("libc", EntryPoint = "nice")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Nice(int nicer);
}
