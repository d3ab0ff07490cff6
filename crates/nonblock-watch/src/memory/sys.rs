//! `process_vm_readv`: the kernel copies, so that a bad address is `EFAULT`.
#![expect(unsafe_code, reason = "the system call has no safe wrapper")]

use std::io;

/// Reads the pieces of `process` into `into`, in order; returns how many bytes were read.
pub(super) fn read_at(process: i32, pieces: &[(u64, usize)], into: &mut [u8]) -> io::Result<usize> {
    debug_assert_eq!(pieces.iter().map(|piece| piece.1).sum::<usize>(), into.len());
    let local = libc::iovec { iov_base: into.as_mut_ptr().cast(), iov_len: into.len() };
    let remote: Vec<libc::iovec> = pieces
        .iter()
        .map(|&(address, length)| libc::iovec {
            iov_base: std::ptr::without_provenance_mut(usize::try_from(address).unwrap_or(0)),
            iov_len: length,
        })
        .collect();
    let count = remote.len() as libc::c_ulong;
    // SAFETY: `local` covers exactly the exclusive borrow `into`, the only memory of ours that is written. `remote`
    // is only ever read through by the kernel, which checks every address.
    let read =
        unsafe { libc::process_vm_readv(process, &raw const local, 1, remote.as_ptr(), count, 0) };
    usize::try_from(read).map_err(|_| io::Error::last_os_error())
}
